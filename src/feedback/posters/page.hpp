// Pages of a poster file: what is drawn where. Lengths are points (1/72 inch) unless they say otherwise.
#pragma once

#include <iosfwd>
#include <memory>

#include "feedback/posters/posters.hpp"

namespace qz::feedback::posters {

// Level Q: a quarter of the code may be torn off or dirty.
struct Code {
    int width = 0;              // modules on a side, without the quiet zone
    std::vector<bool> modules;  // row by row; true is black
    bool Black(int row, int column) const {
        return modules[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                       static_cast<std::size_t>(column)];
    }
};
// Throws Problem kConflict "feedback.posters.address" where no code holds the text.
Code MakeCode(const std::string& text);

// The address that a scope's code leads to: "https://host/f#371082101". Throws Problem kConflict
// "feedback.posters.address" where `public_url` is no address.
std::string AddressOf(std::string_view public_url, std::string_view scope);

class Pages {
 public:
    Pages(std::ostream& out, const Print& print);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    void Add(const Poster& poster);
    // Ends the file; without it there is none.
    void Finish();

 private:
    class Sheet;
    std::unique_ptr<Sheet> sheet_;
};

}  // namespace qz::feedback::posters
