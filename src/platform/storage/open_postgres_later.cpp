#include "platform/storage/database_base.hpp"

namespace qz::storage {
std::unique_ptr<Database> OpenPostgres(const Options&) {
  throw std::runtime_error("PostgreSQL follows");
}
}  // namespace qz::storage
