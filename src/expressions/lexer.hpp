#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expressions/expressions.hpp"

namespace qz::expressions {

enum class TokenKind {
    kEnd,
    kNumber,
    kText,
    kName,        // 女, households, IF: a word, which may turn out to be an operator or a function
    kQuotedName,  // [其中：女]: always an element
    kSymbol,      // its canonical text is in Token::text: "<>" for <>, != and ≠
};

struct Token {
    TokenKind kind = TokenKind::kEnd;
    Position position;
    std::string text;    // a name or text without its quotes, a symbol, a number; in ASCII where it can be
    Decimal number;      // of kNumber
    std::string source;  // as written, to be quoted in a fault
};

// Cuts a source into tokens, one at a time.
class Lexer {
 public:
    explicit Lexer(std::string_view source) : source_(source) {}

    // Decodes the whole source; the fault is the first byte that is not UTF-8, or the length.
    std::optional<Fault> Open();
    // The next token; kEnd again and again at the end.
    std::variant<Token, Fault> Next();
    // Whether a field's dot stands behind the token read last: 人员.收入, not .5.
    bool DotFollows() const;

 private:
    struct Character {
        char32_t code;
        std::uint32_t offset;  // of its first byte
    };

    char32_t Peek(std::size_t ahead = 0) const;
    // The ASCII character it stands for, where there is one.
    char32_t PeekNarrow(std::size_t ahead = 0) const;
    bool AtEnd() const;
    bool AtEndOfLine() const;
    void Advance();
    std::string_view Slice(std::size_t from) const;
    std::string NarrowSlice(std::size_t from) const;
    std::variant<Token, Fault> ReadNumber(Token token);
    std::variant<Token, Fault> ReadText(Token token);
    std::variant<Token, Fault> ReadQuotedName(Token token);
    std::variant<Token, Fault> ReadSymbol(Token token);

    std::string_view source_;
    std::vector<Character> characters_;  // with a zero at the end
    std::size_t at_ = 0;
    Position position_;
};

}  // namespace qz::expressions
