// The door of feedback/intake: what reporters reach.
//
// A request is the bytes that were sent: there is no actor, no address, no header and no id in it, and this
// room is linked to nothing that knows them. Reports are never opened here; only the form without script is
// sealed here, in memory, before anything is written.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "feedback/database/database.hpp"
#include "platform/base/clock.hpp"

namespace qz::feedback::intake {

struct Request {
    std::string_view body;  // good until the reply is given
};
struct Reply {
    int status = 200;
    std::string_view content_type = "application/json; charset=utf-8";
    std::string body;
};
// Once, on any thread.
using Give = std::function<void(Reply)>;

struct Options {
    int proof_bits = 11;       // 2,048 tries on average
    int most_proof_bits = 14;  // under load
    // No answer to a report or a receipt leaves sooner.
    std::chrono::milliseconds least_time{400};
    // Reports an office takes in a day before the rest waits in the slow queue, which is read last.
    int daily_quota = 200;
    // The form without script, for the whole server: one in this time, and so many saved up.
    std::chrono::milliseconds plain_every{5000};
    int plain_saved = 12;
    std::chrono::seconds round{30};
};

struct Surroundings {
    const Clock* clock = nullptr;  // nullptr: the system's
    // The working days of the calendar room; connections.cpp connects them.
    std::function<bool(Date)> is_working;
    std::function<Date(Date, int)> add_working_days;
};

enum class PublicFile { kOffice, kForms, kFigures, kDone };

class Intake {
 public:
    static std::unique_ptr<Intake> Make(Database& database, const Options& options,
                                        Surroundings surroundings);
    virtual ~Intake() = default;

    virtual void Challenge(Request request, Give give) = 0;
    // Structure, then challenge, then proof, then one durable commit. Whatever the outcome: status 202, the
    // same number of bytes, and no sooner than `least_time`.
    virtual void Submit(Request request, Give give) = 0;
    // Eight slots of equal size, for every receipt and for none.
    virtual void Answers(Request request, Give give) = 0;
    // The form without script, the look at answers without script, and what is written with a receipt without
    // script (more, an objection, whether it got better): HTML.
    virtual void SubmitPlain(Request request, Give give) = 0;
    virtual void AnswersPlain(Request request, Give give) = 0;
    virtual void WritePlain(Request request, Give give) = 0;

    // The same bytes for everybody. Whoever knows them publishes them; before that they are {}.
    virtual void Publish(PublicFile file, std::string bytes) = 0;
    virtual void Public(PublicFile file, const Give& give) = 0;

    // Hands to the offices what has waited long enough in numbers, writes the rest anew in another order, and
    // cuts the log. How many rows were handed over. The thread of Start calls it every `round`.
    virtual int Round() = 0;
    virtual void Start() = 0;
    // Gives every reply that is owed.
    virtual void Stop() = 0;
};

// The salt of this deployment's receipts; made with the database.
std::string SaltOf(Connection& connection);

}  // namespace qz::feedback::intake
