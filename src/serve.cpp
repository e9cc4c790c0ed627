#include "serve.hpp"

#include <csignal>
#include <iostream>
#include <sys/resource.h>

#include "admission/admission.hpp"
#include "calendar/calendar.hpp"
#include "connections.hpp"
#include "directory/directory.hpp"
#include "feedback/office/office.hpp"
#include "identity/identity.hpp"
#include "platform/base/embedded.hpp"
#include "platform/base/temporary_folder.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "sample_city/sample_city.hpp"

namespace qz {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view WebPack() {
    return QZ_EMBEDDED(web_pack);
}

// Until somebody ends the program, or the database says that it must restart (SECURITY C3): whoever started
// it starts it again.
static void WaitForTheEnd(const sigset_t& signals, const storage::Database& database) {
    constexpr timespec kLook{1, 0};
    while (sigtimedwait(&signals, nullptr, &kLook) < 0) {
        if (database.figures().healthy) continue;
        std::cerr
            << "qingzhuang: the disk did not take what was written; the program ends and must be started "
               "again.\n";
        return;
    }
}

int Serve(const Settings& settings) {
    CheckForServing(settings);
    // A core dump would hold what people typed.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // Every thread inherits the mask, so that only this one takes the signals.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto house = Open(settings);
    house->database->Write(calendar::Seed);
    house->database->Write(admission::Seed);
    if (settings.sample && !house->database->Read(directory::HasTree)) {
        sample_city::Make(*house->database, *house->keys, house->clock,
                          {.keys_folder = settings.Keys(),
                           .within = settings.sample_within,
                           .handed = settings.data / "handed"});
        sample_city::MakeFeedback(*house->database, *house->reports, *house->keys, settings.Keys());
    }
    if (house->database->Read(sample_city::Exists) && !house->database->Read(sample_city::IsComplete)) {
        std::cerr << "The sample city was broken off while it was made: remove " << settings.data.string()
                  << " and the keys, and start again.\n";
        return 2;
    }
    if (!house->database->Read(directory::HasTree)) {
        std::cerr << "There is no tree of units yet: run `qingzhuang import units FILE` first, or serve "
                     "--sample.\n";
        return 2;
    }
    OpenIntake(*house);
    http::Router router;
    identity::Gate gate(house->clock);
    AddEverything(router, settings, *house, gate);
    jobs::Runner runner(*house->database, house->clock);
    AddEveryJob(runner, settings, *house, gate);
    feedback::office::Publish(*house->database, OfficeConnections(settings, *house));

    const http::StaticFiles files = http::LoadPack(WebPack());
    http::Options options;
    options.address = settings.address;
    options.port = settings.port;
    options.tls_certificate = settings.tls_certificate;
    options.tls_key = settings.tls_key;
    options.behind_proxy = settings.tls_certificate.empty();
    options.release = QZ_VERSION;
    http::Server server(
        options, router, *house->database,
        [&gate](storage::Snapshot& snapshot, const http::Request& request, const http::Route& route) {
            return gate(snapshot, request, route);
        },
        files.files());
    server.Start();
    runner.Start();
    house->intake->Start();
    if (house->database->Read(sample_city::Exists)) sample_city::PrintLogins(settings.Keys(), std::cout);
    std::cout << "ready " << (settings.tls_certificate.empty() ? "http" : "https") << "://"
              << (settings.address == "0.0.0.0" ? "127.0.0.1" : settings.address) << ':' << server.port()
              << std::endl;

    WaitForTheEnd(signals, *house->database);
    server.Stop();
    runner.Stop();
    house->intake->Stop();
    house->reports->Truncate();
    house->reports->Drain();
    gate.Flush(*house->database);
    house->database->Drain();
    return house->database->figures().healthy ? 0 : 1;
}

int PrintRoutes(const Settings& settings) {
    Settings scratch = settings;
    const TemporaryFolder folder("qingzhuang-routes");
    scratch.data = folder.path();
    scratch.database.clear();
    scratch.keys = scratch.data / "keys";
    const auto opened = Open(scratch);
    OpenIntake(*opened);
    identity::Gate gate(opened->clock);
    http::Router router;
    AddEverything(router, scratch, *opened, gate);
    std::cout << http::DescribeRoutes(router);
    opened->database->Drain();
    return 0;
}

}  // namespace qz
