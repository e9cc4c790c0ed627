#include "platform/http/routes.hpp"

#include <gtest/gtest.h>

#include "platform/http/static_files.hpp"
#include "platform/http/text.hpp"

namespace qz::http {
namespace {

Reply Nothing(const Request&, const Actor&, const Scope&, storage::Snapshot&) {
    return NoContent();
}

std::string Complaint(const Router& router) {
    try {
        CheckRoutes(router);
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "";
}

TEST(Routes, AreNotServedWithoutAPermission) {
    Router router;
    router.Get("/api/a", Permission{""}, ScopeFrom{"own"}, Reads{"id"}, Nothing);
    EXPECT_EQ(Complaint(router), "route GET /api/a lacks its permission");
}

TEST(Routes, AreNotServedWithoutAScopeSourceOfTheirPath) {
    Router router;
    router.Get("/api/a/{task}", Permission{"a.read"}, ScopeFrom{"unit"}, Reads{"id"}, Nothing);
    EXPECT_EQ(Complaint(router),
              "route GET /api/a/{task} lacks its scope source: own, list, all or a part of its path");
}

TEST(Routes, AreNotServedWithoutTheirFields) {
    Router router;
    router.Get("/api/a", Permission{"a.read"}, ScopeFrom{"own"}, Reads{}, Nothing);
    EXPECT_EQ(Complaint(router), "route GET /api/a lacks the fields that it reads");
}

TEST(Routes, AreNotServedTwice) {
    Router router;
    router.Get("/api/{one}", Permission{"a.read"}, ScopeFrom{"one"}, Reads{"id"}, Nothing);
    router.Get("/api/{two}", Permission{"a.read"}, ScopeFrom{"two"}, Reads{"id"}, Nothing);
    EXPECT_EQ(Complaint(router), "route GET /api/{two} is declared twice");
}

TEST(Routes, PreferTheFixedWordAndFallBackToThePart) {
    Router router;
    router.Get("/api/{unit}/tasks", Permission{"a.read"}, ScopeFrom{"unit"}, Reads{"id"}, Nothing);
    router.Get("/api/mine/forms", Permission{"a.read"}, ScopeFrom{"own"}, Reads{"id"}, Nothing);
    const RouteTable table(router);
    EXPECT_EQ(table.Find(Method::kGet, true, "/api/mine/forms").route->pattern, "/api/mine/forms");
    const auto match = table.Find(Method::kGet, true, "/api/mine/tasks");
    ASSERT_TRUE(match.route);
    EXPECT_EQ(match.parts.at(0).first, "unit");
    EXPECT_EQ(match.parts.at(0).second, "mine");
    EXPECT_FALSE(table.Find(Method::kGet, true, "/api//tasks").route);
    EXPECT_FALSE(table.Find(Method::kGet, true, "/api/mine/tasks/").route);
}

TEST(Routes, AreDescribedOneToALine) {
    Router router;
    router.Get("/api/{unit}", Permission{"a.read"}, ScopeFrom{"unit"}, Reads{"id", "name"}, Nothing);
    EXPECT_EQ(DescribeRoutes(router),
              R"({"method":"GET","pattern":"/api/{unit}","access":"permission","permission":"a.read",)"
              R"("scope":"unit","reads":["id","name"],"writes":[]})"
              "\n");
}

TEST(Packs, GiveBackTheirFiles) {
    const std::string pack =
        R"([{"path":"/a.js","content_type":"text/javascript","plain":[0,5],"gzip":[5,2],"brotli":null,)"
        R"("etag":"\"e\"","immutable":true}])"
        "\nplainGZ";
    const StaticFiles loaded = LoadPack(pack);
    ASSERT_EQ(loaded.files().size(), 1u);
    const StaticFile& file = loaded.files()[0];
    EXPECT_EQ(file.path, "/a.js");
    EXPECT_EQ(file.plain, "plain");
    EXPECT_EQ(file.gzip, "GZ");
    EXPECT_EQ(file.brotli, "");
    EXPECT_EQ(file.etag, "\"e\"");
    EXPECT_TRUE(file.immutable);
    EXPECT_TRUE(LoadPack("").files().empty());
}

TEST(Packs, AreRefusedWhenTheyAreDamaged) {
    EXPECT_THROW(LoadPack("[]"), std::runtime_error);
    EXPECT_THROW(LoadPack("{}\n"), std::runtime_error);
    EXPECT_THROW(LoadPack("[{\"path\":\"/a\",\"content_type\":\"a\",\"etag\":\"\",\"plain\":[0,9]}]\nshort"),
                 std::runtime_error);
}

TEST(Files, StandInForThePagesThatTheirRoutersShow) {
    const std::vector<StaticFile> files = {{.path = "/index.html", .plain = "office"},
                                           {.path = "/m/index.html", .plain = "village"},
                                           {.path = "/f/index.html", .plain = "feedback"}};
    const FileTable table(files);
    const auto text = [&table](std::string_view path) {
        const StaticFile* const file = table.Find(path);
        return file ? file->plain : std::string_view("none");
    };
    EXPECT_EQ(text("/"), "office");
    EXPECT_EQ(text("/tasks/17"), "office");
    EXPECT_EQ(text("/m/"), "village");
    EXPECT_EQ(text("/m"), "village");
    EXPECT_EQ(text("/m/tasks/17"), "village");
    EXPECT_EQ(text("/f"), "feedback");
    EXPECT_EQ(text("/f/other"), "none");
    EXPECT_EQ(text("/missing.js"), "none");
    EXPECT_EQ(text("/api/other"), "none");
}

TEST(HeaderLists, AreReadByToken) {
    EXPECT_TRUE(ListsToken("gzip, deflate, br", "br"));
    EXPECT_TRUE(ListsToken("GZIP;q=0.5", "gzip"));
    EXPECT_FALSE(ListsToken("gzip;q=0", "gzip"));
    EXPECT_FALSE(ListsToken("gzip;q=0.000, br", "gzip"));
    EXPECT_FALSE(ListsToken("gzipped", "gzip"));
}

TEST(Routes, KeepsNamelessHandlersUnderTheAnonymousPages) {
    const auto handler = [](Nameless, const GiveReply& give) { give(NoContent()); };
    Router good;
    good.OpenNameless(Method::kPost, "/f/reports", Reads{"*"}, handler);
    EXPECT_NO_THROW(CheckRoutes(good));
    Router bad;
    bad.OpenNameless(Method::kPost, "/api/reports", Reads{"*"}, handler);
    EXPECT_THROW(CheckRoutes(bad), std::logic_error);
}

}  // namespace
}  // namespace qz::http
