#include "feedback/intake/intake.hpp"

#include "feedback/intake/pacer.hpp"
#include "feedback/intake/plain.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::intake {

namespace {

constexpr int kChallengeMinutes = 10;
constexpr std::int64_t kMinute = 60'000;
constexpr int kMorning = 9;  // o'clock in China
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kOctets = "application/octet-stream";

constexpr std::string_view kFindSetting = "SELECT value FROM feedback_setting WHERE name = $1";
constexpr std::string_view kSetSetting = R"sql(
    INSERT INTO feedback_setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = $2)sql";

// How many reports came in the last ten seconds: under load a proof costs more.
class Load {
 public:
    void Count(std::int64_t second) {
        Cell& cell = cells_[static_cast<std::size_t>(second) % cells_.size()];
        if (cell.second.exchange(second) != second) cell.count = 0;
        ++cell.count;
    }
    int ExtraBits(std::int64_t second) const {
        int recent = 0;
        for (const Cell& cell : cells_) {
            if (cell.second > second - 10) recent += cell.count;
        }
        return (recent > 200 ? 1 : 0) + (recent > 1000 ? 1 : 0) + (recent > 4000 ? 1 : 0);
    }

 private:
    struct Cell {
        std::atomic<std::int64_t> second{-100};
        std::atomic<int> count{0};
    };
    std::array<Cell, 10> cells_;
};

std::string TextOf(std::string_view body, std::string_view member) {
    try {
        const json::value value = ParseJson(body);
        const json::object* const object = value.if_object();
        const json::value* const found = object ? object->if_contains(member) : nullptr;
        if (found && found->is_string()) return {found->get_string().data(), found->get_string().size()};
    } catch (const Problem&) {
        // Whatever cannot be read is nobody's receipt and nobody's report.
    }
    return {};
}

std::string Language(const FormFields& typed) {
    const auto found = typed.find("language");
    return found == typed.end() ? "zh-CN" : std::string(found->second);
}

class Room final : public Intake {
 public:
    Room(Database& database, const Options& options, Surroundings surroundings)
        : database_(database),
          options_(options),
          surroundings_(std::move(surroundings)),
          key_(Random(32)),
          plain_rate_(options.plain_every, options.plain_saved),
          pacer_(std::make_unique<Pacer>(options.least_time)) {
        salt_ = database_.Write(SaltOf);
        for (auto& file : files_) file = std::make_shared<const std::string>("{}");
    }

    ~Room() override {
        Stop();
        slow_.reset();
        try {
            // What was queued has told its outcome once this is through.
            database_.Write([](Connection&) {});
        } catch (const std::exception&) {
            // The database has drained: the same.
        }
    }

    void Challenge(Request request, Give give) override {
        std::string hash = FromBase64Url(TextOf(request.body, "hash")).value_or("");
        hash.resize(kHashSize, '\0');
        feedback::Challenge challenge;
        challenge.expires_minute = Minute() + kChallengeMinutes;
        challenge.bits = std::min(options_.most_proof_bits, options_.proof_bits + load_.ExtraBits(Second()));
        const json::object body{{"challenge", Base64Url(MakeChallenge(key_, challenge, hash))},
                                {"bits", challenge.bits}};
        give({200, "application/json; charset=utf-8", json::serialize(body)});
    }

    void Submit(Request request, Give give) override {
        const Pacer::Moment came = Pacer::Now();
        load_.Count(Second());
        auto arrival = std::make_shared<Arrival>();
        const Outcome refused = Check(request.body, *arrival);
        if (refused.outcome != Outcome{}.outcome) return Tell(came, refused, std::move(give));
        Store(std::move(arrival), [this, came, give](const Outcome& outcome) { Tell(came, outcome, give); });
    }

    void Answers(Request request, Give give) override {
        const Pacer::Moment came = Pacer::Now();
        std::string lookup = FromBase64Url(TextOf(request.body, "lookup")).value_or("");
        lookup.resize(kIdSize, '\0');
        std::string slots = MakeSlots(
            database_.Read([&](Connection& connection) { return FindAnswers(connection, lookup); }));
        pacer_->Give(came, [give = std::move(give), slots = std::move(slots)]() mutable {
            give({200, kOctets, std::move(slots)});
        });
    }

    void SubmitPlain(Request request, Give give) override {
        const Pacer::Moment came = Pacer::Now();
        const auto typed = std::allocate_shared<FormFields>(Wiping<FormFields>(),
                                                            ReadForm(request.body).value_or(FormFields{}));
        const std::string language = Language(*typed);
        const auto refuse = [this, came, give, typed, language](std::string_view code) {
            Page(came, give, RefusedPage(language, code, *typed));
        };
        const auto read = std::allocate_shared<PlainReport>(Wiping<PlainReport>(), ReadPlain(*typed));
        if (!read->fault.empty()) return refuse(read->fault);
        if (!plain_rate_.Take(came)) return refuse("feedback.plain.again_later");
        const bool queued = slow_->Submit([this, came, give, refuse, language, read] {
            try {
                const Date today = Today();
                const auto office = database_.Read([&](Connection& connection) {
                    return FindOffice(connection, read->office, read->scope, today);
                });
                if (!office) return refuse("feedback.plain.no_office");
                std::string receipt = DrawReceipt();
                const ReporterKeys keys = DeriveReporterKeys(receipt, salt_);
                auto arrival = std::make_shared<Arrival>();
                arrival->today = today;
                arrival->daily_quota = options_.daily_quota;
                arrival->report = SealPlain(*office, keys, Kind::kReport, read->json);
                Store(std::move(arrival),
                      [this, came, give, refuse, language, receipt](const Outcome& outcome) {
                          if (outcome.outcome != Outcome{}.outcome)
                              return refuse("feedback.plain.again_later");
                          Page(came, give, ReceiptPage(language, receipt));
                      });
            } catch (const std::length_error&) {
                refuse("feedback.plain.text_too_long");
            } catch (const std::exception&) {
                refuse("feedback.plain.again_later");
            }
        });
        if (!queued) refuse("feedback.plain.again_later");
    }

    void AnswersPlain(Request request, Give give) override { Converse(request, give, nullptr); }

    void WritePlain(Request request, Give give) override { Converse(request, give, ReadWords); }

    void Publish(PublicFile file, std::string bytes) override {
        auto kept = std::make_shared<const std::string>(std::move(bytes));
        std::lock_guard lock(files_mutex_);
        files_[static_cast<std::size_t>(file)] = std::move(kept);
    }

    void Public(PublicFile file, const Give& give) override {
        std::shared_ptr<const std::string> bytes;
        {
            std::lock_guard lock(files_mutex_);
            bytes = files_[static_cast<std::size_t>(file)];
        }
        give({200, "application/json; charset=utf-8", *bytes});
    }

    int Round() override {
        const Instant now = Now();
        RoundPlan plan;
        plan.today = DateOf(now);
        plan.add_working_days = surroundings_.add_working_days;
        const std::int64_t hour = now.Since(StartOf(plan.today)) / (60 * kMinute);
        const bool may = hour >= kMorning && surroundings_.is_working(plan.today);
        const int handed = database_.Write([&](Connection& connection) {
            const std::string done = connection.Text(kFindSetting, "morning").value_or("");
            const std::string today = plan.today.ToString();
            plan.morning = may && done != today;
            const int count = Release(connection, plan);
            if (plan.morning) connection.Execute(kSetSetting, "morning", Bytes{today});
            // Each round writes something: when the file was last touched says nothing.
            connection.Execute(kSetSetting, "beat", Bytes{Random(16)});
            return count;
        });
        database_.Truncate();
        return handed;
    }

    void Start() override {
        rounds_ = std::thread([this] {
            pthread_setname_np(pthread_self(), "qz-release");
            std::unique_lock lock(rounds_mutex_);
            while (!stopping_) {
                lock.unlock();
                try {
                    Round();
                } catch (const std::exception&) {
                    // A full disk, mostly: the next round finds everything as it was.
                }
                lock.lock();
                rounds_changed_.wait_for(lock, options_.round, [this] { return stopping_; });
            }
        });
    }

    void Stop() override {
        {
            std::lock_guard lock(rounds_mutex_);
            stopping_ = true;
        }
        rounds_changed_.notify_all();
        if (rounds_.joinable()) rounds_.join();
    }

 private:
    Instant Now() const { return surroundings_.clock ? surroundings_.clock->Now() : SystemClock().Now(); }
    Date Today() const { return DateOf(Now()); }
    std::uint32_t Minute() const { return static_cast<std::uint32_t>(Now().milliseconds / kMinute); }
    static std::int64_t Second() {
        return std::chrono::duration_cast<std::chrono::seconds>(Pacer::Now().time_since_epoch()).count();
    }

    // Structure, challenge, proof: in this order, so that the dear check is done for who has paid for it.
    Outcome Check(std::string_view body, Arrival& arrival) const {
        if (body.size() > kLargestReport) return {"refused", "too_large"};
        auto report = ParseReport(body);
        if (!report) return {"refused", "malformed"};
        const auto challenge = ReadChallenge(key_, report->challenge, report->hash);
        if (!challenge) return {"refused", "challenge_wrong"};
        if (challenge->expires_minute < Minute()) return {"refused", "challenge_expired"};
        if (!ProofHolds(report->challenge, report->counter, report->hash, challenge->bits)) {
            return {"refused", "proof_wrong"};
        }
        arrival.report = std::move(*report);
        arrival.today = Today();
        arrival.daily_quota = options_.daily_quota;
        return {};
    }

    void Store(std::shared_ptr<Arrival> arrival, const std::function<void(const Outcome&)>& tell) {
        auto outcome = std::make_shared<Outcome>();
        const bool queued =
            database_.Submit([this, arrival = std::move(arrival), outcome](
                                 Connection& connection) { *outcome = Take(connection, *arrival, quota_); },
                             [outcome, tell](const std::exception_ptr& failure) {
                                 tell(failure ? Outcome{"again_later", "busy"} : *outcome);
                             });
        if (!queued) tell({"again_later", "busy"});
    }

    void Tell(Pacer::Moment came, const Outcome& outcome, Give give) {
        pacer_->Give(came, [give = std::move(give), body = OutcomeBody(outcome)]() mutable {
            give({202, "application/json; charset=utf-8", std::move(body)});
        });
    }

    void Page(Pacer::Moment came, Give give, WipedString html) {
        pacer_->Give(came, [give = std::move(give), html = std::move(html)] {
            give({200, kHtml, std::string(html)});  // whoever sends it overwrites it
        });
    }

    using ReadsWords = PlainWords (*)(const FormFields&);

    // With the receipt alone: what was answered, and, where `read_words` reads some, what is written to it.
    void Converse(Request request, const Give& give, ReadsWords read_words) {
        const Pacer::Moment came = Pacer::Now();
        const FormFields typed = ReadForm(request.body).value_or(FormFields{});
        const std::string language = Language(typed);
        PlainDialogue dialogue;
        if (read_words) dialogue.typed = typed;
        const auto field = typed.find("receipt");
        std::string receipt;
        const ReceiptFault fault =
            ReadReceipt(field == typed.end() ? std::string_view{} : std::string_view(field->second), receipt);
        dialogue.receipt = receipt;
        Wipe(receipt);
        const auto show = [this, came, give, language](PlainDialogue shown, std::string_view why) {
            shown.fault = why;
            Page(came, give, DialoguePage(language, shown));
        };
        if (fault != ReceiptFault::kNone) {
            return show(std::move(dialogue), fault == ReceiptFault::kCheck ? "feedback.plain.receipt_digit"
                                                                           : "feedback.plain.receipt_form");
        }
        if (!plain_rate_.Take(came)) return show(std::move(dialogue), "feedback.plain.again_later");
        const bool queued = slow_->Submit([this, show, language, dialogue, typed, read_words] {
            try {
                const ReporterKeys keys = DeriveReporterKeys(dialogue.receipt, salt_);
                const Found found = database_.Read(
                    [&](Connection& connection) { return FindAnswers(connection, keys.lookup_id); });
                PlainDialogue answered = dialogue;
                answered.known = found.known;
                answered.may_object = found.may_object;
                answered.may_tell = found.may_tell;
                answered.messages = OpenSlots(MakeSlots(found), keys.reply, language);
                if (!read_words) {
                    return show(std::move(answered), found.known ? "" : "feedback.plain.nothing_found");
                }
                const PlainWords words = read_words(typed);
                if (!words.fault.empty()) return show(std::move(answered), words.fault);
                Send(found, keys, words, [show, answered, kind = words.kind](const Outcome& outcome) mutable {
                    if (outcome.outcome != Outcome{}.outcome) return show(answered, PlainFault(outcome));
                    if (kind == Kind::kObjection) answered.may_object = false;
                    if (kind == Kind::kOutcome) answered.may_tell = false;
                    answered.typed.clear();
                    answered.said = "feedback.plain.message_sent";
                    show(answered, "");
                });
            } catch (const std::length_error&) {
                show(dialogue, "feedback.plain.text_too_long");
            } catch (const std::exception&) {
                show(dialogue, "feedback.plain.again_later");
            }
        });
        if (!queued) show(std::move(dialogue), "feedback.plain.again_later");
    }

    // For a receipt that nobody has the same is done, and refused where all else is refused.
    void Send(const Found& found, const ReporterKeys& keys, const PlainWords& words,
              const std::function<void(const Outcome&)>& tell) {
        auto arrival = std::make_shared<Arrival>();
        arrival->today = Today();
        arrival->daily_quota = options_.daily_quota;
        const auto office = database_.Read(
            [&](Connection& connection) { return FindOffice(connection, found.office, "", arrival->today); });
        if (!office) return tell({"again_later", "busy"});
        arrival->report = SealPlain(*office, keys, words.kind, words.json);
        // A form that is sent again is sealed anew: the same words of the same receipt are one message. The
        // key is of this process alone, so that what is kept says nothing of the words.
        arrival->report.hash = Sha256(WipedString(key_)
                                          .append(keys.lookup_id)
                                          .append(1, static_cast<char>(words.kind))
                                          .append(words.json));
        Store(std::move(arrival), tell);
    }

    static Report SealPlain(const PlainOffice& office, const ReporterKeys& keys, Kind kind,
                            std::string_view text) {
        Draft draft;
        draft.kind = kind;
        draft.office = office.office;
        draft.epoch = office.epoch;
        draft.epoch_key = office.epoch_key;
        draft.lookup = kind == Kind::kReport ? keys.lookup_hash : keys.lookup_id;
        if (kind == Kind::kReport) draft.reply_public = keys.reply.public_key;
        draft.text = text;
        const std::unique_ptr<std::string, void (*)(std::string*)> wiped(&draft.text,
                                                                         [](std::string* it) { Wipe(*it); });
        const std::string bytes = SealReport(draft);
        // The parser reads what comes from here as it reads what comes from a browser.
        auto report = ParseReport(bytes + std::string(kChallengeSize + 8, '\0'));
        if (!report) throw std::logic_error("a report of our own cannot be read");
        return std::move(*report);
    }

    static std::vector<PlainMessage> OpenSlots(std::string_view slots, const KeyPair& reply,
                                               std::string_view language) {
        std::vector<PlainMessage> messages;
        for (std::size_t i = 0; i < kSlots; ++i) {
            const auto opened = OpenSlot(slots.substr(i * kSlotSize, kSlotSize), reply);
            if (!opened) continue;
            PlainMessage message{WipedString(TextOf(*opened, "at")), WipedString(TextOf(*opened, "kind")),
                                 WipedString(TextOf(*opened, "text"))};
            if (message.kind == "refused") {
                message.text = ReadyAnswer(language, TextOf(*opened, "code"), message.text);
            }
            messages.push_back(std::move(message));
        }
        std::sort(messages.begin(), messages.end(),
                  [](const PlainMessage& a, const PlainMessage& b) { return a.day < b.day; });
        return messages;
    }

    Database& database_;
    const Options options_;
    const Surroundings surroundings_;
    const std::string key_;  // of the challenges; gone with the process
    std::string salt_;
    Quota quota_;
    Load load_;
    Rate plain_rate_;
    std::mutex files_mutex_;
    std::array<std::shared_ptr<const std::string>, 4> files_;

    std::mutex rounds_mutex_;
    std::condition_variable rounds_changed_;
    bool stopping_ = false;
    std::thread rounds_;
    // The lane's work ends before the pacer that it gives its pages to.
    std::unique_ptr<Pacer> pacer_;
    std::unique_ptr<SlowLane> slow_ = std::make_unique<SlowLane>();
};

}  // namespace

std::string SaltOf(Connection& connection) {
    if (const auto salt = connection.Text(kFindSetting, "salt")) return *salt;
    std::string salt = Random(16);
    connection.Execute(kSetSetting, "salt", Bytes{salt});
    return salt;
}

std::unique_ptr<Intake> Intake::Make(Database& database, const Options& options, Surroundings surroundings) {
    return std::make_unique<Room>(database, options, std::move(surroundings));
}

}  // namespace qz::feedback::intake
