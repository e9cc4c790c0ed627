#include "platform/http/routes.hpp"

#include <set>

#include "platform/http/message.hpp"
#include "platform/http/text.hpp"

namespace qz::http {

namespace {

// The next segment of a path that begins with '/'; `rest` becomes what follows it.
std::string_view TakeSegment(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    return segment;
}

bool IsPart(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string_view> PartsOf(std::string_view pattern) {
    std::vector<std::string_view> names;
    while (!pattern.empty()) {
        const std::string_view segment = TakeSegment(pattern);
        if (IsPart(segment)) names.push_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

std::string_view NameOf(Route::Access access) {
    switch (access) {
        case Route::Access::kPermission:
            return "permission";
        case Route::Access::kOpen:
            return "open";
        case Route::Access::kSignedIn:
            return "signed_in";
    }
    return "";
}

void CheckRoute(const Route& route) {
    const auto require = [&route](bool good, std::string_view lack) {
        if (good) return;
        throw std::logic_error("route " + std::string(http::NameOf(route.method)) + " " + route.pattern +
                               " " + std::string(lack));
    };
    require(route.pattern.starts_with('/'), "has a pattern that does not begin with /");
    const auto parts = PartsOf(route.pattern);
    require(std::set<std::string_view>(parts.begin(), parts.end()).size() == parts.size(),
            "names a part twice");
    const int handlers = (route.read ? 1 : 0) + (route.write ? 1 : 0) + (route.open_read ? 1 : 0) +
                         (route.open_write ? 1 : 0) + (route.nameless ? 1 : 0);
    require(handlers == 1, "needs exactly one handler");
    const bool is_open = route.access == Route::Access::kOpen;
    require(is_open == bool(route.open_read || route.open_write || route.nameless),
            "mixes open and signed-in handlers");
    require(route.nameless || route.is_write == bool(route.write || route.open_write),
            "has a handler of the other kind");
    require(!route.nameless || IsTraceless(route.pattern), "is nameless outside of /f");
    require(route.is_write == (route.method != Method::kGet), "writes through a reading method");
    if (route.access == Route::Access::kPermission) {
        require(!route.permission.empty(), "lacks its permission");
    }
    if (!is_open) {
        const bool known = route.scope_from == "own" || route.scope_from == "list" ||
                           route.scope_from == "all" ||
                           std::find(parts.begin(), parts.end(), route.scope_from) != parts.end();
        require(known, "lacks its scope source: own, list, all or a part of its path");
    }
    // A write may answer 204 and carry no body; what is read always has fields.
    require(route.is_write || !route.reads.empty(), "lacks the fields that it reads");
    require(route.body_limit > 0, "has no room for a body");
}

json::array Names(const std::vector<std::string_view>& members) {
    json::array names;
    for (const std::string_view member : members) names.emplace_back(member);
    return names;
}

}  // namespace

bool IsTraceless(std::string_view path) {
    return path == "/f" || path.starts_with("/f/");
}

void CheckRoutes(const Router& router) {
    std::set<std::string> shapes;
    for (const auto& route : router.routes()) {
        CheckRoute(*route);
        std::string shape(NameOf(route->method));
        for (std::string_view rest = route->pattern; !rest.empty();) {
            const std::string_view segment = TakeSegment(rest);
            shape += '/';
            shape += IsPart(segment) ? std::string_view("{}") : segment;
        }
        if (!shapes.insert(shape).second) {
            throw std::logic_error("route " + std::string(NameOf(route->method)) + " " + route->pattern +
                                   " is declared twice");
        }
    }
}

RouteTable::RouteTable(const Router& router) {
    CheckRoutes(router);
    for (std::size_t index = 0; index < router.routes().size(); ++index) {
        const Route& route = *router.routes()[index];
        Node* node = &root_;
        for (std::string_view rest = route.pattern; !rest.empty();) {
            const std::string_view segment = TakeSegment(rest);
            std::unique_ptr<Node>& next = IsPart(segment) ? node->part : node->fixed[std::string(segment)];
            if (!next) next = std::make_unique<Node>();
            node = next.get();
        }
        node->leaves.push_back({&route, index});
    }
}

const RouteTable::Node* RouteTable::Walk(const Node& node, std::string_view rest,
                                         std::vector<std::string_view>& parts) {
    if (rest.empty()) return node.leaves.empty() ? nullptr : &node;
    const std::string_view segment = TakeSegment(rest);
    if (const auto fixed = node.fixed.find(segment); fixed != node.fixed.end()) {
        if (const Node* found = Walk(*fixed->second, rest, parts)) return found;
    }
    if (!node.part || segment.empty()) return nullptr;
    parts.push_back(segment);
    if (const Node* found = Walk(*node.part, rest, parts)) return found;
    parts.pop_back();
    return nullptr;
}

RouteTable::Match RouteTable::Find(Method method, bool method_known, std::string_view path) const {
    Match match;
    if (!path.starts_with('/')) return match;
    std::vector<std::string_view> texts;
    const Node* node = Walk(root_, path, texts);
    if (!node) return match;
    for (const Leaf& leaf : node->leaves) {
        if (method_known && leaf.route->method == method) {
            match.route = leaf.route;
            match.index = leaf.index;
            break;
        }
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += NameOf(leaf.route->method);
    }
    if (!match.route) return match;
    match.allow.clear();
    const auto names = PartsOf(match.route->pattern);
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto text = PercentDecode(texts[i], false);
        // What cannot be decoded names nothing.
        if (!text) return {};
        match.parts.emplace_back(names[i], std::move(*text));
    }
    return match;
}

std::string DescribeRoutes(const Router& router) {
    std::string lines;
    for (const auto& route : router.routes()) {
        json::object line;
        line["method"] = NameOf(route->method);
        line["pattern"] = route->pattern;
        line["access"] = NameOf(route->access);
        line["permission"] = route->permission;
        line["scope"] = route->scope_from;
        line["reads"] = Names(route->reads);
        line["writes"] = Names(route->writes);
        lines += json::serialize(line);
        lines += '\n';
    }
    return lines;
}

}  // namespace qz::http
