#include "catalogue/stock.hpp"

namespace qz::catalogue {

void AddJobs(jobs::Runner& runner, const secrets::Keyring& keys) {
    runner.On(kStockJob, [&keys](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        RunStock(database, keys, job.unit,
                 ImportId{ParseIdValue(payload.at("import").as_string()).value_or(0)});
    });
}

}  // namespace qz::catalogue
