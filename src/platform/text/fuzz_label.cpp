// Reads arbitrary bytes as labels and compares them. Not part of any preset; from the root of the project:
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Isrc
//     src/platform/text/{fuzz_label,characters,normalise,lexicon,words,units,label_parts,label,score}.cpp
//     src/platform/text/*_words.cpp
//     -o build/fuzz_label -lopencc -licuuc && build/fuzz_label -max_len=400
#include <cstdlib>

#include "platform/text/text.hpp"

namespace {

void Require(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qz::text;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string once = Normalise(bytes);
    Require(Normalise(once) == once);
    const Label a = ParseLabel(bytes.substr(0, size / 2));
    const Label b = ParseLabel(bytes.substr(size / 2), bytes.substr(size - size / 4), {std::string(bytes)});
    const double score = Score(a, b);
    Require(score >= 0 && score <= 1 && score == Score(b, a));
    Require(Score(a, a) == 1);
    return 0;
}
