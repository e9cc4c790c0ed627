// The steps of a case: accept, refuse, verify, answer, supervise, close, follow up, and what becomes of an
// objection.
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

constexpr std::string_view kMarkUpheld = "UPDATE feedback_case SET upheld = 1 WHERE id = $1";

bool IsCode(const std::vector<Coded>& list, std::string_view code) {
    return std::any_of(list.begin(), list.end(), [code](const Coded& coded) { return coded.code == code; });
}

// Everything a step needs: the case, its office, the calendar and the tree.
struct Stepping {
    Connection& connection;
    storage::Tx& tx;
    Case matter;
    Office office;
    Date today;

    void Move(Step step) {
        const Next next = DecideStep(matter.state, step);
        if (matter.step_due < today) matter.in_time = false;
        matter.state = next.state;
        if (next.days) matter.step_due = calendar::Current(tx)->AddWorkingDays(today, *next.days);
    }
    // The county and town that the subject lies in, for the figures.
    std::pair<std::string, std::string> Places() const {
        const auto tree = directory::CurrentTree(tx);
        auto at = tree->Find(matter.subject);
        if (at && tree->At(*at).government) at = tree->Find(tree->At(*at).government);
        const auto code = [&](directory::Level level) -> std::string {
            const auto place = at ? tree->Ancestor(*at, level) : std::nullopt;
            return place ? std::string(tree->At(*place).code) : std::string();
        };
        return {code(directory::Level::kCounty), code(directory::Level::kTownship)};
    }
    void Count(std::string_view measure) const {
        const auto [county, town] = Places();
        office::Count(connection, today, measure, matter.category.value_or(""), county, town);
    }
};

using Body = std::function<json::object(Stepping&)>;

http::Reply Do(const Connections& connections, const Request& request, const Actor& actor, storage::Tx& tx,
               std::string_view what, const Body& body) {
    const std::string id = PathId(request, "case");
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case." + std::string(what),
                   [&](Connection& connection) {
                       Office office = OwnOffice(connection, actor);
                       Case matter = FindCase(connection, id, office.id);
                       Stepping step{connection, tx, std::move(matter), std::move(office), today};
                       const json::object detail = body(step);
                       UpdateCase(connection, step.matter, today);
                       AddHistory(connection, id, today, actor, what, detail);
                       return json::object{{"state", ToWord(step.matter.state)},
                                           {"step_due", step.matter.step_due.ToString()},
                                           {"revision", step.matter.revision + 1}};
                   });
}

http::Reply Accept(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string category = fields.Text("category", {.longest = 40});
    const auto subject = fields.IdOf<UnitId>("subject_unit");
    const auto sealed = fields.Array("sealed", 500, false);
    fields.Finish();
    if (!IsCode(Categories(), category))
        throw Problem::RejectedAt("category", "feedback.office.category_unknown");
    return Do(connections, request, actor, tx, "accepted", [&](Stepping& step) {
        const auto tree = directory::CurrentTree(tx);
        const auto at = tree->Find(subject);
        if (!at) throw Problem::RejectedAt("subject_unit", "feedback.office.unit_unknown");
        // "where that office or its parent is the subject, only the second office is offered"
        if (IsOwnMatter(*tree, step.office.unit, subject)) {
            throw Problem::Conflict("feedback.office.own_matter")
                .WithDetails(json::serialize(json::object{
                    {"second", step.office.second.empty() ? json::value(nullptr)
                                                          : json::value(Base64Url(step.office.second))}}));
        }
        step.Move(Step::kAccept);
        step.matter.category = category;
        step.matter.subject = subject;
        step.matter.subject_code = tree->At(*at).code;
        if (!sealed.empty())
            InsertAnswers(step.connection, step.matter.id, ReadAnswers(sealed), "accepted", step.today);
        step.Count("accepted");
        return json::object{{"category", category}};
    });
}

http::Reply Refuse(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string code = fields.Text("code", {.longest = 40});
    const auto sealed = ReadAnswers(fields.Array("sealed", 500));
    fields.Finish();
    if (!IsCode(Refusals(), code)) throw Problem::RejectedAt("code", "feedback.office.refusal_unknown");
    return Do(connections, request, actor, tx, "refused", [&](Stepping& step) {
        step.Move(Step::kRefuse);
        step.matter.refused_code = code;
        InsertAnswers(step.connection, step.matter.id, sealed, "refused", step.today);
        Count(step.connection, step.today, "refused." + code, step.matter.category.value_or(""), "", "");
        return json::object{{"code", code}};
    });
}

http::Reply Verify(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string finding = fields.Text("finding", {.longest = 4000});
    fields.Finish();
    return Do(connections, request, actor, tx, "verified", [&](Stepping& step) {
        step.Move(Step::kVerify);
        step.matter.finding = finding;
        return json::object{};
    });
}

http::Reply Answer(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const bool is_question = fields.OptionalText("kind", {.longest = 20}).value_or("answer") == "question";
    const auto sealed = ReadAnswers(fields.Array("sealed", 500));
    fields.Finish();
    return Do(connections, request, actor, tx, is_question ? "asked_reporter" : "answered",
              [&](Stepping& step) {
                  if (is_question) {
                      if (!IsOpen(step.matter.state)) {
                          throw Problem::Conflict("feedback.office.wrong_step",
                                                  {{"state", std::string(ToWord(step.matter.state))}});
                      }
                  } else {
                      step.Move(Step::kAnswer);
                  }
                  InsertAnswers(step.connection, step.matter.id, sealed, is_question ? "question" : "answer",
                                step.today);
                  return json::object{};
              });
}

http::Reply Supervise(const Connections& connections, const Request& request, const Actor& actor,
                      storage::Tx& tx) {
    return Do(connections, request, actor, tx, "supervised", [](Stepping& step) {
        step.Move(Step::kSupervise);
        return json::object{};
    });
}

http::Reply Close(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::size_t outcome = fields.OneOf("outcome", {"solved", "partly", "explained", "not_found"});
    const auto sealed = ReadAnswers(fields.Array("sealed", 500));
    fields.Finish();
    constexpr const char* kOutcomes[] = {"solved", "partly", "explained", "not_found"};
    return Do(connections, request, actor, tx, "closed", [&](Stepping& step) {
        step.Move(Step::kClose);
        step.matter.outcome = kOutcomes[outcome];
        InsertAnswers(step.connection, step.matter.id, sealed, "closed", step.today);
        step.Count("closed");
        if (step.matter.in_time) step.Count("in_time");
        return json::object{{"outcome", kOutcomes[outcome]}};
    });
}

http::Reply FollowUp(const Connections& connections, const Request& request, const Actor& actor,
                     storage::Tx& tx) {
    return Do(connections, request, actor, tx, "followed_up", [](Stepping& step) {
        step.Move(Step::kFollowUp);
        return json::object{};
    });
}

http::Reply DecideObjection(const Connections& connections, const Request& request, const Actor& actor,
                            storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const bool upheld = fields.Flag("upheld", false);
    const auto sealed = ReadAnswers(fields.Array("sealed", 500));
    fields.Finish();
    const bool reopens = upheld;
    return Do(connections, request, actor, tx, reopens ? "objection_upheld" : "objection_refused",
              [&](Stepping& step) {
                  if (!step.matter.objected) throw Problem::Conflict("feedback.office.no_objection");
                  step.matter.objected = false;
                  InsertAnswers(step.connection, step.matter.id, sealed, "notice", step.today);
                  if (reopens) {
                      // Begun again; what was refused is put in order by accepting it anew.
                      step.matter.state = step.matter.category ? State::kAccepted : State::kNew;
                      step.matter.step_due = calendar::Current(tx)->AddWorkingDays(
                          step.today, DaysFor(step.matter.category ? "refer" : "accept"));
                      step.matter.refused_code.reset();
                      step.matter.outcome.reset();
                      step.connection.Execute(kMarkUpheld, Bytes{step.matter.id});
                      step.Count("upheld");
                  }
                  return json::object{};
              });
}

}  // namespace

void AddStepRoutes(http::Router& router, const Connections& connections) {
    const auto add = [&](const char* step, Writes writes, auto function) {
        router
            .Post("/api/feedback/cases/{case}/" + std::string(step), Permission{"feedback.handle"},
                  ScopeFrom{"own"}, Reads{"state", "step_due", "revision"}, std::move(writes),
                  [connections, function](const Request& request, const Actor& actor, const Scope&,
                                          storage::Tx& tx) {
                      return function(connections, request, actor, tx);
                  })
            .Body(8u << 20)
            .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                                   storage::Snapshot&) { return Rebuild(connections, request, actor); });
    };
    add("accept", Writes{"category", "subject_unit", "sealed"}, Accept);
    add("refuse", Writes{"code", "sealed"}, Refuse);
    add("verify", Writes{"finding"}, Verify);
    add("answer", Writes{"kind", "sealed"}, Answer);
    add("supervise", Writes{}, Supervise);
    add("close", Writes{"outcome", "sealed"}, Close);
    add("follow-up", Writes{}, FollowUp);
    add("objection", Writes{"upheld", "sealed"}, DecideObjection);
}

}  // namespace qz::feedback::office
