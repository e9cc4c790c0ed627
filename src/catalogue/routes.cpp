#include "catalogue/api.hpp"

namespace qz::catalogue {

void AddRoutes(http::Router& router, const Connections& connections) {
    AddElementRoutes(router, connections);
    AddAliasRoutes(router);
    AddSuccessionRoutes(router, connections);
    AddClaimRoutes(router, connections);
    AddExchangeRoutes(router);
    AddMatchRoutes(router, connections);
    AddCoverageRoutes(router);
    AddHeldRoutes(router, *connections.keys);
    AddStockRoutes(router, *connections.keys);
}

}  // namespace qz::catalogue
