#include "platform/http/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "platform/http/message.hpp"
#include "platform/http/routes.hpp"

namespace qz::http {

namespace {
const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                                          0.1,   0.2,   0.5,   1,    2,    5};
}

class Metrics::Impl {
 public:
    struct Place {
        std::array<prometheus::Counter*, 6> by_class{};  // status / 100
        prometheus::Histogram* seconds = nullptr;
    };

    explicit Impl(const Router& router)
        : requests_(prometheus::BuildCounter()
                        .Name("qz_http_requests_total")
                        .Help("Requests answered, by route, method and class of status")
                        .Register(registry_)),
          seconds_(prometheus::BuildHistogram()
                       .Name("qz_http_request_seconds")
                       .Help("From the request's last byte to the answer, by route")
                       .Register(registry_)) {
        for (const auto& route : router.routes()) {
            AddPlace(route->pattern, std::string(NameOf(route->method)), !IsTraceless(route->pattern));
        }
        AddPlace("files", "GET", true);
        AddPlace("other", "", true);
    }

    void Set(const std::string& name, const std::string& help, double value) {
        prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({}).Set(value);
    }

    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Family<prometheus::Histogram>& seconds_;
    std::vector<Place> places_;
    std::mutex text_mutex_;

 private:
    void AddPlace(const std::string& route, const std::string& method, bool measured) {
        Place place;
        if (measured) {
            for (std::size_t status = 1; status < place.by_class.size(); ++status) {
                place.by_class[status] = &requests_.Add(
                    {{"route", route}, {"method", method}, {"status", std::to_string(status) + "xx"}});
            }
            place.seconds = &seconds_.Add({{"route", route}, {"method", method}}, kSeconds);
        }
        places_.push_back(place);
    }
};

Metrics::Metrics(const Router& router)
    : files_(router.routes().size()), impl_(std::make_unique<Impl>(router)) {}

Metrics::~Metrics() = default;

void Metrics::Observe(std::size_t place, int status, double seconds) {
    Impl::Place& at = impl_->places_[place];
    if (!at.seconds) return;
    const auto status_class = static_cast<std::size_t>(status / 100);
    if (status_class < at.by_class.size() && at.by_class[status_class])
        at.by_class[status_class]->Increment();
    at.seconds->Observe(seconds);
}

std::string Metrics::Text(const Gauges& gauges) {
    std::lock_guard lock(impl_->text_mutex_);
    const auto number = [](auto value) { return static_cast<double>(value); };
    const storage::Figures& storage = gauges.storage;
    impl_->Set("qz_http_connections", "Open connections", number(gauges.connections));
    impl_->Set("qz_http_waiting_plain", "Requests waiting to be prepared", number(gauges.waiting_plain));
    impl_->Set("qz_http_waiting_slow", "Requests waiting for the slow lane", number(gauges.waiting_slow));
    impl_->Set("qz_storage_reads", "Reads since the start", number(storage.reads));
    impl_->Set("qz_storage_writes", "Writes committed since the start", number(storage.writes));
    impl_->Set("qz_storage_batches", "Commits since the start", number(storage.batches));
    impl_->Set("qz_storage_retries", "Transactions that were repeated", number(storage.retries));
    impl_->Set("qz_storage_rolled_back", "Transactions that were rolled back", number(storage.rolled_back));
    impl_->Set("qz_storage_waiting_reads", "Reads waiting", number(storage.waiting_reads));
    impl_->Set("qz_storage_waiting_writes", "Writes waiting", number(storage.waiting_writes));
    impl_->Set("qz_storage_writable", "0 while writes are refused", storage.writable ? 1 : 0);
    impl_->Set("qz_storage_healthy", "0 after a failed sync", storage.healthy ? 1 : 0);
    return prometheus::TextSerializer().Serialize(impl_->registry_.Collect());
}

}  // namespace qz::http
