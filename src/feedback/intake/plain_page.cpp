#include "feedback/intake/parts.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::feedback::intake {

namespace {

std::string Escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

class Page {
 public:
    explicit Page(std::string_view language)
        : language_(language == "en" ? i18n::Language::kEnglish : i18n::Language::kChinese) {
        html_ = "<!doctype html><html lang=\"" + std::string(i18n::Tag(language_)) +
                "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                "<meta name=\"referrer\" content=\"no-referrer\"><link rel=\"stylesheet\" "
                "href=\"/f/plain.css\"><title>" +
                Say("feedback.plain.title") + "</title></head><body><main><h1>" +
                Say("feedback.plain.title") + "</h1>";
    }
    std::string Say(std::string_view code) const { return Escaped(i18n::Sentence(language_, code)); }
    Page& Paragraph(std::string_view code) { return Html("<p>" + Say(code) + "</p>"); }
    Page& Html(std::string_view html) {
        html_ += html;
        return *this;
    }
    std::string Finish() { return html_ + "</main></body></html>"; }

 private:
    i18n::Language language_;
    std::string html_;
};

std::string Hidden(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + Escaped(name) + "\" value=\"" + Escaped(value) + "\">";
}

std::string_view Typed(const FormFields& typed, std::string_view name) {
    const auto found = typed.find(name);
    return found == typed.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace

std::string ReceiptPage(std::string_view language, std::string_view receipt) {
    Page page(language);
    page.Paragraph("feedback.plain.taken")
        .Html("<p><strong class=\"receipt\">" + ShowReceipt(receipt) + "</strong></p>")
        .Paragraph("feedback.plain.keep_receipt")
        .Paragraph("feedback.plain.weaker")
        .Html("<p><a href=\"/f\">" + page.Say("feedback.plain.back") + "</a></p>");
    return page.Finish();
}

std::string RefusedPage(std::string_view language, std::string_view code, const FormFields& typed) {
    Page page(language);
    page.Html("<p role=\"alert\">" + page.Say(code) + "</p><form method=\"post\" action=\"/f/plain\">");
    for (const std::string_view name :
         {"scope", "category", "about", "since", "hours", "language", "office"}) {
        page.Html(Hidden(name, Typed(typed, name)));
    }
    page.Html("<label>" + page.Say("feedback.plain.text") + "<textarea name=\"text\" rows=\"12\">" +
              Escaped(Typed(typed, "text")) + "</textarea></label><button type=\"submit\">" +
              page.Say("feedback.plain.send_again") + "</button></form>");
    return page.Finish();
}

std::string AnswersPage(std::string_view language, std::string_view fault,
                        const std::vector<PlainMessage>& messages) {
    Page page(language);
    if (!fault.empty()) page.Html("<p role=\"alert\">" + page.Say(fault) + "</p>");
    if (fault.empty() && messages.empty()) page.Paragraph("feedback.plain.nothing_found");
    for (const PlainMessage& message : messages) {
        page.Html("<article><h2>" + page.Say("feedback.plain.message." + message.kind) + "</h2><p>" +
                  Escaped(message.day) + "</p><p>" + Escaped(message.text) + "</p></article>");
    }
    page.Paragraph("feedback.plain.weaker")
        .Html("<p><a href=\"/f\">" + page.Say("feedback.plain.back") + "</a></p>");
    return page.Finish();
}

}  // namespace qz::feedback::intake
