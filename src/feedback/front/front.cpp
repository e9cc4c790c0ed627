#include "feedback/front/front.hpp"

namespace qz::feedback::front {

namespace {

using Ask = void (intake::Intake::*)(intake::Request, intake::Give);

// A report with four pictures; a little more, so that the intake itself says what is too large.
constexpr std::size_t kReportLimit = (20u << 20) + (64u << 10);
constexpr std::size_t kFormLimit = 256u << 10;
constexpr std::size_t kSmall = 1024;

http::Reply ToReply(intake::Reply given) {
    http::Reply reply;
    reply.status = given.status;
    reply.content_type = given.content_type;
    reply.body = std::move(given.body);
    return reply;
}

std::function<void(http::Nameless, http::GiveReply)> Through(intake::Intake& intake, Ask ask) {
    return [&intake, ask](http::Nameless sent, http::GiveReply give) {
        (intake.*ask)({sent.body},
                      [give = std::move(give)](intake::Reply reply) { give(ToReply(std::move(reply))); });
    };
}

std::function<void(http::Nameless, http::GiveReply)> Through(intake::Intake& intake,
                                                             intake::PublicFile file) {
    return [&intake, file](http::Nameless, http::GiveReply give) {
        intake.Public(file,
                      [give = std::move(give)](intake::Reply reply) { give(ToReply(std::move(reply))); });
    };
}

}  // namespace

void AddRoutes(http::Router& router, intake::Intake& intake) {
    using http::Method;
    using http::Reads;
    router.OpenNameless(Method::kGet, "/f/office.json", Reads{"*"},
                        Through(intake, intake::PublicFile::kOffice));
    router.OpenNameless(Method::kGet, "/f/forms.json", Reads{"*"},
                        Through(intake, intake::PublicFile::kForms));
    router.OpenNameless(Method::kGet, "/f/done.json", Reads{"*"}, Through(intake, intake::PublicFile::kDone));
    router.OpenNameless(Method::kGet, "/f/figures.json", Reads{"*"},
                        Through(intake, intake::PublicFile::kFigures));
    router
        .OpenNameless(Method::kPost, "/f/challenge", Reads{"challenge", "bits"},
                      Through(intake, &intake::Intake::Challenge))
        .Body(kSmall);
    router
        .OpenNameless(Method::kPost, "/f/reports", Reads{"outcome", "code", "pad"},
                      Through(intake, &intake::Intake::Submit))
        .Body(kReportLimit);
    router.OpenNameless(Method::kPost, "/f/answers", Reads{"*"}, Through(intake, &intake::Intake::Answers))
        .Body(kSmall);
    router.OpenNameless(Method::kPost, "/f/plain", Reads{"*"}, Through(intake, &intake::Intake::SubmitPlain))
        .Body(kFormLimit);
    router
        .OpenNameless(Method::kPost, "/f/plain/answers", Reads{"*"},
                      Through(intake, &intake::Intake::AnswersPlain))
        .Body(kSmall);
    router
        .OpenNameless(Method::kPost, "/f/plain/messages", Reads{"*"},
                      Through(intake, &intake::Intake::WritePlain))
        .Body(kFormLimit);
}

}  // namespace qz::feedback::front
