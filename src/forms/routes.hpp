// The routes of this folder, by subject.
#pragma once

#include <memory>
#include <utility>

#include "forms/forms.hpp"

namespace qz::forms {

// A member function of a shared, immutable set of handlers as a handler of its own.
template <class Routes>
auto Binder(std::shared_ptr<const Routes> routes) {
    return [routes = std::move(routes)](auto member) {
        return [routes, member](auto&&... arguments) -> http::Reply {
            return ((*routes).*member)(std::forward<decltype(arguments)>(arguments)...);
        };
    };
}

void AddFormRoutes(http::Router& router, const Connections& connections);
void AddTaskRoutes(http::Router& router, const Connections& connections);
void AddProgressRoutes(http::Router& router, const Connections& connections);
void AddConfirmRoutes(http::Router& router, const Connections& connections);
void AddFiguresRoutes(http::Router& router, const Connections& connections);
void AddFilingRoutes(http::Router& router, const Connections& connections);
void AddReturnRoutes(http::Router& router, const Connections& connections);
void AddReviewRoutes(http::Router& router, const Connections& connections);
void AddCorrectionRoutes(http::Router& router, const Connections& connections);
void AddExportRoutes(http::Router& router, const Connections& connections);

}  // namespace qz::forms
