// The routes of handed, by noun.
#pragma once

#include "handed/handed.hpp"
#include "handed/model.hpp"

namespace qz::handed {

void AddWorkbookRoutes(http::Router& router, const Connections& connections);
void AddRequestRoutes(http::Router& router, const Connections& connections);

constexpr std::string_view kFillJob = "handed.fill";  // payload: {"workbook": id}

// Rows of full numbers that a unit takes out on a day without a second person (SECURITY B8).
constexpr std::int64_t kRevealsADay = 100;

// Fills the workbook as its decision says; may be run again at any point.
void RunFill(storage::Database& database, const Connections& connections, UnitId unit, WorkbookId id);
// Removes what is older than a day.
void Sweep(storage::Database& database, const Connections& connections, Instant now);

}  // namespace qz::handed
