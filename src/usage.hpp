#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace qz {

// What is wrong with the words of a command line that `app` could not read: the word or the option it does
// not know, with the nearest one it does, or the argument that is missing and what it is for.
std::string ExplainMisuse(const CLI::App& app, const CLI::ParseError& fault);

}  // namespace qz
