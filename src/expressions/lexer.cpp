#include "expressions/lexer.hpp"

namespace qz::expressions {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Letters that may stand in a name without brackets, beside ASCII: the scripts official forms are written in.
// Anything else is written in brackets, so this list decides comfort and never what can be said.
constexpr Range kLetters[] = {
    {0x00C0, 0x00D6}, {0x00D8, 0x00F6}, {0x00F8, 0x024F},    // Latin with marks, without × and ÷
    {0x0370, 0x0373}, {0x0376, 0x0377}, {0x037B, 0x037D},    // Greek
    {0x0386, 0x0386}, {0x0388, 0x03FF}, {0x0400, 0x0481},    // Greek, Cyrillic
    {0x048A, 0x052F}, {0x0620, 0x064A}, {0x0671, 0x06D3},    // Cyrillic, Uyghur
    {0x0F40, 0x0F6C}, {0x1820, 0x1878}, {0x3005, 0x3007},    // Tibetan, Mongolian, 々〆〇
    {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA000, 0xA48C},    // Han, Yi
    {0xAC00, 0xD7A3}, {0xF900, 0xFAD9}, {0x20000, 0x323AF},  // Korean, Han
};

bool IsDigit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

bool IsLetter(char32_t c) {
    if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
    for (const Range& range : kLetters) {
        if (c >= range.first && c <= range.last) return true;
    }
    return false;
}

bool IsSpace(char32_t c) {
    return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0x00A0 || c == 0x3000;
}

bool IsControl(char32_t c) {
    return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0);
}

// What a Chinese input method types in place of an ASCII character means the same: the whole width, and the
// signs that stand on the keys of `.`, `,`, `<` and `>`. Not asked inside of quotes and brackets.
char32_t Narrow(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    switch (c) {
        case U'。':
        case U'｡':
            return U'.';
        case U'、':
        case U'､':
            return U',';
        case U'《':
        case U'〈':
            return U'<';
        case U'》':
        case U'〉':
            return U'>';
        case U'×':
            return U'*';
        case U'÷':
            return U'/';
        case U'−':
            return U'-';
        default:
            return c;
    }
}

char32_t ClosingQuote(char32_t open) {
    switch (open) {
        case U'\'':
        case U'"':
        case U'＇':
        case U'＂':
            return open;
        case U'‘':
            return U'’';
        case U'“':
            return U'”';
        default:
            return 0;
    }
}

char32_t ClosingBracket(char32_t open) {
    switch (open) {
        case U'[':
            return U']';
        case U'［':
            return U'］';
        case U'【':
            return U'】';
        default:
            return 0;
    }
}

// One code point of well-formed UTF-8 (no overlong forms, no surrogates), and how many bytes it took; none: 0
// bytes.
struct Decoded {
    char32_t code = 0;
    std::size_t bytes = 0;
};

Decoded Decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
    char32_t code = lead & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0u) != 0x80u) return {};
        code = (code << 6) | (next & 0x3Fu);
    }
    constexpr char32_t kLeastOf[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kLeastOf[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
    return {code, bytes};
}

}  // namespace

std::optional<Fault> Lexer::Open() {
    if (source_.size() > Limits::kMostBytes) {
        return Fault{"expressions.too_long", {{"limit", std::to_string(Limits::kMostBytes)}}, {}};
    }
    characters_.reserve(source_.size() + 1);
    Position position;
    for (std::size_t offset = 0; offset < source_.size();) {
        const Decoded decoded = Decode(source_.substr(offset));
        if (decoded.bytes == 0) return Fault{"expressions.not_utf8", {}, position};
        characters_.push_back({decoded.code, static_cast<std::uint32_t>(offset)});
        offset += decoded.bytes;
        if (decoded.code == U'\n') {
            position = {position.line + 1, 1};
        } else {
            ++position.column;
        }
    }
    characters_.push_back({0, static_cast<std::uint32_t>(source_.size())});
    return std::nullopt;
}

char32_t Lexer::Peek(std::size_t ahead) const {
    return at_ + ahead < characters_.size() ? characters_[at_ + ahead].code : 0;
}

char32_t Lexer::PeekNarrow(std::size_t ahead) const {
    return Narrow(Peek(ahead));
}

// The end is told by its place: a zero byte inside the source is a character like any other.
bool Lexer::AtEnd() const {
    return at_ + 1 == characters_.size();
}

bool Lexer::AtEndOfLine() const {
    return AtEnd() || Peek() == U'\n';
}

void Lexer::Advance() {
    if (characters_[at_].code == U'\n') {
        position_ = {position_.line + 1, 1};
    } else {
        ++position_.column;
    }
    ++at_;
}

std::string_view Lexer::Slice(std::size_t from) const {
    return source_.substr(characters_[from].offset, characters_[at_].offset - characters_[from].offset);
}

std::string Lexer::NarrowSlice(std::size_t from) const {
    std::string text;
    for (std::size_t at = from; at < at_; ++at) {
        const char32_t narrow = Narrow(characters_[at].code);
        if (narrow < 0x80) {
            text += static_cast<char>(narrow);
        } else {
            const std::uint32_t offset = characters_[at].offset;
            text += source_.substr(offset, characters_[at + 1].offset - offset);
        }
    }
    return text;
}

std::variant<Token, Fault> Lexer::Next() {
    while (IsSpace(Peek())) Advance();

    Token token;
    token.position = position_;
    if (AtEnd()) return token;

    const std::size_t from = at_;
    std::variant<Token, Fault> read;
    if (IsDigit(PeekNarrow())) {
        read = ReadNumber(std::move(token));
    } else if (IsLetter(PeekNarrow())) {
        token.kind = TokenKind::kName;
        while (IsLetter(PeekNarrow()) || IsDigit(PeekNarrow())) Advance();
        token.text = NarrowSlice(from);
        read = std::move(token);
    } else if (ClosingQuote(Peek()) != 0) {
        read = ReadText(std::move(token));
    } else if (ClosingBracket(Peek()) != 0) {
        read = ReadQuotedName(std::move(token));
    } else {
        read = ReadSymbol(std::move(token));
    }
    if (auto* done = std::get_if<Token>(&read)) done->source = Slice(from);
    return read;
}

bool Lexer::DotFollows() const {
    std::size_t ahead = 0;
    while (IsSpace(Peek(ahead))) ++ahead;
    return PeekNarrow(ahead) == U'.' && !IsDigit(PeekNarrow(ahead + 1));
}

std::variant<Token, Fault> Lexer::ReadNumber(Token token) {
    const std::size_t from = at_;
    std::size_t places = 0;
    while (IsDigit(PeekNarrow())) Advance();
    if (PeekNarrow() == U'.') {
        Advance();
        for (; IsDigit(PeekNarrow()); ++places) Advance();
    }
    const std::size_t digits_end = at_;
    while (IsLetter(PeekNarrow()) || IsDigit(PeekNarrow()) || PeekNarrow() == U'.') Advance();

    token.kind = TokenKind::kNumber;
    token.text = NarrowSlice(from);
    if (const auto number = Decimal::Parse(token.text)) {
        token.number = *number;
        return token;
    }
    const bool leading_zero = token.text[0] == '0' && token.text.size() > 1 && token.text[1] != '.';
    const char* code = "expressions.number_too_large";
    if (at_ != digits_end || token.text.back() == '.' || leading_zero) {
        code = "expressions.bad_number";
    } else if (places > std::size_t{Decimal::kPlaces}) {
        code = "expressions.too_many_places";
    }
    return Fault{code, {{"number", std::string(Slice(from))}}, token.position};
}

std::variant<Token, Fault> Lexer::ReadText(Token token) {
    const char32_t close = ClosingQuote(Peek());
    Advance();
    token.kind = TokenKind::kText;
    while (true) {
        if (AtEndOfLine()) return Fault{"expressions.unterminated_text", {}, token.position};
        if (Peek() == close) {
            Advance();
            // A doubled quote is one quote of the text.
            if (Peek() != close) return token;
        }
        const std::size_t character = at_;
        Advance();
        token.text += Slice(character);
    }
}

std::variant<Token, Fault> Lexer::ReadQuotedName(Token token) {
    const char32_t close = ClosingBracket(Peek());
    Advance();
    token.kind = TokenKind::kQuotedName;
    const std::size_t from = at_;
    while (Peek() != close) {
        if (AtEndOfLine()) return Fault{"expressions.unterminated_name", {}, token.position};
        Advance();
    }
    token.text = Slice(from);
    Advance();
    if (token.text.empty()) return Fault{"expressions.empty_name", {}, token.position};
    return token;
}

std::variant<Token, Fault> Lexer::ReadSymbol(Token token) {
    const std::size_t from = at_;
    const char32_t first = PeekNarrow();
    const char32_t second = PeekNarrow(1);
    Advance();

    token.kind = TokenKind::kSymbol;
    const auto two = [&](char32_t wanted, const char* symbol) {
        if (second != wanted || !token.text.empty()) return;
        Advance();
        token.text = symbol;
    };
    switch (first) {
        case U'=':
            two(U'=', "=");
            break;
        case U'!':
            two(U'=', "<>");
            break;
        case U'<':
            two(U'=', "<=");
            two(U'>', "<>");
            break;
        case U'>':
            two(U'=', ">=");
            break;
        case U'&':
            two(U'&', "&&");
            break;
        case U'|':
            two(U'|', "||");
            break;
        case U'≠':
            token.text = "<>";
            break;
        case U'≤':
            token.text = "<=";
            break;
        case U'≥':
            token.text = ">=";
            break;
        default:
            break;
    }
    if (!token.text.empty()) return token;

    const bool dot_of_field = first == U'.' && !IsDigit(PeekNarrow());
    constexpr std::u32string_view kSingle = U"+-*/(),=<>!";
    if (dot_of_field || kSingle.find(first) != std::u32string_view::npos) {
        token.text = std::string(1, static_cast<char>(first));
        return token;
    }
    // A control character would upset the line it is quoted in.
    std::string shown = IsControl(characters_[from].code) ? "U+" : std::string(Slice(from));
    if (IsControl(characters_[from].code)) {
        constexpr char kHex[] = "0123456789ABCDEF";
        shown += "00";
        shown += kHex[(characters_[from].code >> 4) & 15u];
        shown += kHex[characters_[from].code & 15u];
    }
    return Fault{"expressions.unexpected_character", {{"character", std::move(shown)}}, token.position};
}

}  // namespace qz::expressions
