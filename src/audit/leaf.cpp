#include "audit/leaf.hpp"

namespace qz::audit {

namespace {

void AppendText(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    constexpr std::string_view kDigits = "0123456789abcdef";
                    out += "\\u00";
                    out += kDigits[static_cast<unsigned char>(c) >> 4];
                    out += kDigits[static_cast<unsigned char>(c) & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

}  // namespace

std::string Commitment(std::string_view salt, std::string_view personal) {
    std::string bytes(salt);
    bytes.append(personal);
    return secrets::Sha256(bytes);
}

std::string_view ToWord(Outcome outcome) {
    return outcome == Outcome::kDone ? "done" : "refused";
}

std::string CanonicalLeaf(const Entry& entry) {
    std::string out;
    out.reserve(320 + entry.detail.size());
    const auto number = [&](std::string_view name, std::int64_t value) {
        out += name;
        out += std::to_string(value);
        out += '"';
    };
    number(R"({"account":")", entry.account.value);
    number(R"(,"actor_unit":")", entry.actor_unit.value);
    number(R"(,"at":")", entry.at.milliseconds);
    out += R"(,"capability":)";
    AppendText(out, entry.capability);
    out += R"(,"commitment":")";
    out += secrets::Hex(entry.commitment);
    out += R"(","detail":)";
    AppendText(out, entry.detail);
    number(R"(,"for_post":")", entry.for_post.value);
    number(R"(,"id":")", entry.id);
    number(R"(,"number":")", entry.number);
    number(R"(,"object":")", entry.object);
    out += R"(,"outcome":")";
    out += ToWord(entry.outcome);
    out += '"';
    number(R"(,"person":")", entry.person.value);
    number(R"(,"post":")", entry.post.value);
    number(R"(,"unit":")", entry.unit.value);
    out += '}';
    return out;
}

std::string CheckpointText(std::string_view origin, std::int64_t size, std::string_view root, Instant at) {
    std::string text = "qingzhuang audit checkpoint 1\n";
    text.append(origin);
    text += "\nsha256\n" + std::to_string(size) + '\n' + secrets::Hex(root) + '\n' +
            std::to_string(at.milliseconds) + '\n';
    return text;
}

}  // namespace qz::audit
