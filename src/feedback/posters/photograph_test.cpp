// What comes out of a printer, and what a phone makes of it: straight, at an angle, with a corner torn off.
#include <cmath>
#include <cstdint>
#include <random>

#include "feedback/posters/printed.hpp"

namespace qz::feedback::posters {
namespace {

constexpr double kPixelsPerMillimetre = 150 / 25.4;

struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> grey;
    std::uint8_t& At(int x, int y) {
        return grey[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(x)];
    }
    int At(int x, int y) const {
        return grey[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(x)];
    }
    bool Dark(int x, int y) const { return At(x, y) < 128; }
};

struct Box {
    int left, top, right, bottom;  // the last dark pixels
    int Width() const { return right - left + 1; }
    int Height() const { return bottom - top + 1; }
};

class Photograph : public ::testing::Test {
 protected:
    // The poster, printed at 150 dots an inch.
    Image Printed(const std::string& public_url = "https://jianfu.weihai.gov.cn") {
        std::ofstream file(Path("poster.pdf"), std::ios::binary);
        Print print;
        print.public_url = public_url;
        WritePosters(file, {SamplePoster()}, print);
        file.close();
        Shell("pdftoppm -r 150 -gray -singlefile " + Path("poster.pdf") + " " + Path("page"));
        return Load(Path("page.pgm"));
    }
    std::string Decode(const Image& image) {
        std::ofstream file(Path("photograph.pgm"), std::ios::binary);
        file << "P5\n" << image.width << ' ' << image.height << "\n255\n";
        file.write(reinterpret_cast<const char*>(image.grey.data()),
                   static_cast<std::streamsize>(image.grey.size()));
        file.close();
        return Shell("zbarimg -q --raw " + Path("photograph.pgm"));
    }
    std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }

    static Image Load(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        std::string kind;
        int most = 0;
        Image image;
        file >> kind >> image.width >> image.height >> most;
        EXPECT_EQ(kind, "P5");
        file.get();
        image.grey.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
        file.read(reinterpret_cast<char*>(image.grey.data()),
                  static_cast<std::streamsize>(image.grey.size()));
        EXPECT_TRUE(file.good());
        return image;
    }
    // The code's edges, found by growing a square in the upper middle of the page until white surrounds it.
    static Box FindCode(const Image& image) {
        const int x = image.width / 2;
        const int y = image.height * 45 / 100;
        const int reach = static_cast<int>(20 * kPixelsPerMillimetre);
        Box box{x - reach, y - reach, x + reach, y + reach};
        const auto row = [&](int at) {
            for (int i = box.left; i <= box.right; ++i) {
                if (image.Dark(i, at)) return true;
            }
            return false;
        };
        const auto column = [&](int at) {
            for (int i = box.top; i <= box.bottom; ++i) {
                if (image.Dark(at, i)) return true;
            }
            return false;
        };
        for (bool grew = true; grew;) {
            grew = false;
            while (box.left > 0 && column(box.left - 1)) --box.left, grew = true;
            while (box.right + 1 < image.width && column(box.right + 1)) ++box.right, grew = true;
            while (box.top > 0 && row(box.top - 1)) --box.top, grew = true;
            while (box.bottom + 1 < image.height && row(box.bottom + 1)) ++box.bottom, grew = true;
        }
        return box;
    }
    // A finder's upper edge is seven modules of black.
    static double ModuleOf(const Image& image, const Box& box) {
        int length = 0;
        while (image.Dark(box.left + length, box.top + 3)) ++length;
        return length / 7.0;
    }

 private:
    tests::ScratchFolder folder_;
};

// Held in a hand: turned about three axes, out of focus, unevenly lit, grainy.
struct Hold {
    double yaw = 0, pitch = 0, roll = 0;  // degrees
    int blur = 1;                         // pixels to each side
    int grain = 8;
};
Image Photographed(const Image& page, const Hold& hold) {
    const auto turn = [](double degrees) { return degrees * 3.14159265358979 / 180; };
    const double a = turn(hold.yaw);
    const double b = turn(hold.pitch);
    const double c = turn(hold.roll);
    struct Point {
        double x, y, z;
    };
    const auto rotate = [&](Point p) {
        p = {p.x * std::cos(c) - p.y * std::sin(c), p.x * std::sin(c) + p.y * std::cos(c), p.z};
        p = {p.x, p.y * std::cos(b) - p.z * std::sin(b), p.y * std::sin(b) + p.z * std::cos(b)};
        return Point{p.x * std::cos(a) + p.z * std::sin(a), p.y, -p.x * std::sin(a) + p.z * std::cos(a)};
    };
    const Point right = rotate({1, 0, 0});
    const Point down = rotate({0, 1, 0});
    const Point normal = rotate({0, 0, 1});
    constexpr double kDistance = 2200;
    constexpr double kFocus = 1500;
    Image photograph{1200, 1500, std::vector<std::uint8_t>(1200u * 1500u, 90)};
    for (int y = 0; y < photograph.height; ++y) {
        for (int x = 0; x < photograph.width; ++x) {
            const Point ray{(x - 600) / kFocus, (y - 750) / kFocus, 1};
            const double along =
                kDistance * normal.z / (ray.x * normal.x + ray.y * normal.y + ray.z * normal.z);
            const Point hit{ray.x * along, ray.y * along, ray.z * along - kDistance};
            const double u = hit.x * right.x + hit.y * right.y + hit.z * right.z + page.width / 2.0;
            const double v = hit.x * down.x + hit.y * down.y + hit.z * down.z + page.height * 0.45;
            if (u < 0 || v < 0 || u >= page.width || v >= page.height) continue;
            const double light = 0.55 + 0.4 * x / photograph.width;
            photograph.At(x, y) = static_cast<std::uint8_t>(
                15 + light * page.At(static_cast<int>(u), static_cast<int>(v)) * 0.9);
        }
    }
    Image seen = photograph;
    std::minstd_rand grain(7);
    for (int y = hold.blur; y < seen.height - hold.blur; ++y) {
        for (int x = hold.blur; x < seen.width - hold.blur; ++x) {
            int sum = 0;
            for (int j = -hold.blur; j <= hold.blur; ++j) {
                for (int i = -hold.blur; i <= hold.blur; ++i)
                    sum += std::as_const(photograph).At(x + i, y + j);
            }
            const int side = 2 * hold.blur + 1;
            const int noise =
                static_cast<int>(grain() % static_cast<unsigned>(2 * hold.grain + 1)) - hold.grain;
            seen.At(x, y) = static_cast<std::uint8_t>(std::clamp(sum / (side * side) + noise, 0, 255));
        }
    }
    return seen;
}

enum class Corner { kBottomRight, kTopRight, kBottomLeft, kTopLeft };
// White paper where the corner was: a triangle of that many pixels along both edges.
Image Torn(Image page, const Box& code, double legs, Corner corner) {
    for (int y = code.top; y <= code.bottom; ++y) {
        for (int x = code.left; x <= code.right; ++x) {
            const bool left = corner == Corner::kTopLeft || corner == Corner::kBottomLeft;
            const bool top = corner == Corner::kTopLeft || corner == Corner::kTopRight;
            const int across = left ? x - code.left : code.right - x;
            const int along = top ? y - code.top : code.bottom - y;
            if (across + along < legs) page.At(x, y) = 255;
        }
    }
    return page;
}

constexpr std::string_view kAddress = "https://jianfu.weihai.gov.cn/f#371082101\n";

TEST_F(Photograph, DecodesStraightFromThePrinter) {
    ASSERT_TRUE(CanPrint()) << "pdftoppm (poppler-utils) and zbarimg (zbar-tools) are needed";
    EXPECT_EQ(Decode(Printed()), kAddress);
    EXPECT_EQ(Decode(Printed("http://localhost:8080")), "http://localhost:8080/f#371082101\n");
}

TEST_F(Photograph, MeasuresSixtyMillimetresAndFourQuietModules) {
    const Image page = Printed();
    EXPECT_NEAR(page.width / kPixelsPerMillimetre, 210, 0.5);
    EXPECT_NEAR(page.height / kPixelsPerMillimetre, 297, 0.5);
    const Box code = FindCode(page);
    EXPECT_GE(code.Width() / kPixelsPerMillimetre, 60);
    EXPECT_GE(code.Height() / kPixelsPerMillimetre, 60);
    EXPECT_NEAR(code.Width(), code.Height(), 2);
    const double module = ModuleOf(page, code);
    const int quiet = static_cast<int>(4 * module) - 1;
    for (int y = code.top - quiet; y <= code.bottom + quiet; ++y) {
        for (int x = code.left - quiet; x <= code.right + quiet; ++x) {
            // The pixels around it are half covered.
            const bool inside =
                x >= code.left - 1 && x <= code.right + 1 && y >= code.top - 1 && y <= code.bottom + 1;
            if (!inside && page.At(x, y) < 250) {
                FAIL() << "ink in the quiet zone at " << x << ", " << y;
            }
        }
    }
}

TEST_F(Photograph, DecodesAtAnAngleOutOfFocusAndInPoorLight) {
    const Image page = Printed();
    EXPECT_EQ(Decode(Photographed(page, {.yaw = 30})), kAddress);
    EXPECT_EQ(Decode(Photographed(page, {.yaw = -25, .pitch = 20, .roll = 15})), kAddress);
    EXPECT_EQ(Decode(Photographed(page, {.yaw = 10, .pitch = -30, .roll = -20, .blur = 2})), kAddress);
}

TEST_F(Photograph, DecodesWithACornerTorn) {
    const Image page = Printed();
    const Box code = FindCode(page);
    const double module = ModuleOf(page, code);
    // Two fifths along both edges: a twelfth of the code is gone.
    const Image torn = Torn(page, code, code.Width() * 0.4, Corner::kBottomRight);
    EXPECT_EQ(Decode(torn), kAddress);
    EXPECT_EQ(Decode(Photographed(torn, {.yaw = 20, .pitch = 10, .roll = 5})), kAddress);
    // The other three hold the squares by which a code is found: of them the rim may go.
    for (const Corner corner : {Corner::kTopLeft, Corner::kTopRight, Corner::kBottomLeft}) {
        EXPECT_EQ(Decode(Torn(page, code, 2.5 * module, corner)), kAddress) << static_cast<int>(corner);
    }
}

}  // namespace
}  // namespace qz::feedback::posters
