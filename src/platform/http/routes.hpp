// The route table: checked before anything is served, then searched for each request.
#pragma once

#include <map>

#include "platform/http/http.hpp"

namespace qz::http {

// Throws std::logic_error naming the first route that lacks a permission, a scope source or its fields, or
// that shadows another.
void CheckRoutes(const Router& router);

// Whether this path belongs to the anonymous pages, which are never logged, measured or numbered (SECURITY
// A2).
bool IsTraceless(std::string_view path);

class RouteTable {
 public:
    // `router` outlives the table. Throws as CheckRoutes does.
    explicit RouteTable(const Router& router);

    struct Match {
        const Route* route = nullptr;  // nothing: see allow
        std::size_t index = 0;         // of the route in the router
        std::vector<std::pair<std::string_view, std::string>> parts;
        std::string allow;  // methods of that path where this method has no route; "" for an unknown path
    };
    Match Find(Method method, bool method_known, std::string_view path) const;

 private:
    struct Leaf {
        const Route* route;
        std::size_t index;
    };
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
        std::unique_ptr<Node> part;
        std::vector<Leaf> leaves;
    };
    static const Node* Walk(const Node& node, std::string_view rest, std::vector<std::string_view>& parts);

    Node root_;
};

}  // namespace qz::http
