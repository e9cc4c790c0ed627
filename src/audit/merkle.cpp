#include "audit/merkle.hpp"

#include <bit>

#include "platform/secrets/secrets.hpp"

namespace qz::audit {

namespace {

// The largest power of two smaller than `size`, for size > 1: where RFC 9162 splits a tree.
std::uint64_t SplitOf(std::uint64_t size) {
    return std::bit_floor(size - 1);
}

// MTH(D[begin:begin+size]); begin is a multiple of the split that led here, so complete parts are stored
// nodes.
Hash RangeRoot(std::uint64_t begin, std::uint64_t size, const NodeReader& node) {
    if (std::has_single_bit(size)) {
        const int level = std::countr_zero(size);
        return node(level, begin >> level);
    }
    const std::uint64_t split = SplitOf(size);
    return NodeHash(RangeRoot(begin, split, node), RangeRoot(begin + split, size - split, node));
}

void AddPath(std::uint64_t index, std::uint64_t begin, std::uint64_t size, const NodeReader& node,
             std::vector<Hash>& path) {
    if (size == 1) return;
    const std::uint64_t split = SplitOf(size);
    if (index < split) {
        AddPath(index, begin, split, node, path);
        path.push_back(RangeRoot(begin + split, size - split, node));
    } else {
        AddPath(index - split, begin + split, size - split, node, path);
        path.push_back(RangeRoot(begin, split, node));
    }
}

// SUBPROOF(m, D_n, b): `whole` says that the first m leaves are a whole subtree the verifier already knows.
void AddSubproof(std::uint64_t first, std::uint64_t begin, std::uint64_t size, bool whole,
                 const NodeReader& node, std::vector<Hash>& proof) {
    if (first == size) {
        if (!whole) proof.push_back(RangeRoot(begin, size, node));
        return;
    }
    const std::uint64_t split = SplitOf(size);
    if (first <= split) {
        AddSubproof(first, begin, split, whole, node, proof);
        proof.push_back(RangeRoot(begin + split, size - split, node));
    } else {
        AddSubproof(first - split, begin + split, size - split, false, node, proof);
        proof.push_back(RangeRoot(begin, split, node));
    }
}

}  // namespace

Hash LeafHash(std::string_view leaf) {
    std::string bytes(1, '\0');
    bytes.append(leaf);
    return secrets::Sha256(bytes);
}

Hash NodeHash(std::string_view left, std::string_view right) {
    char bytes[1 + 2 * kHashBytes];
    bytes[0] = 1;
    left.copy(bytes + 1, kHashBytes);
    right.copy(bytes + 1 + kHashBytes, kHashBytes);
    return secrets::Sha256({bytes, sizeof bytes});
}

Hash EmptyRoot() {
    return secrets::Sha256({});
}

Hash RootOf(std::uint64_t size, const NodeReader& node) {
    return size == 0 ? EmptyRoot() : RangeRoot(0, size, node);
}

std::vector<Hash> InclusionProof(std::uint64_t index, std::uint64_t size, const NodeReader& node) {
    std::vector<Hash> path;
    AddPath(index, 0, size, node, path);
    return path;
}

bool VerifyInclusion(std::uint64_t index, std::uint64_t size, std::string_view leaf_hash,
                     const std::vector<Hash>& proof, std::string_view root) {
    if (index >= size) return false;
    std::uint64_t fn = index;
    std::uint64_t sn = size - 1;
    Hash r(leaf_hash);
    for (const Hash& p : proof) {
        if (sn == 0 || p.size() != kHashBytes) return false;
        if ((fn & 1) != 0 || fn == sn) {
            r = NodeHash(p, r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = NodeHash(r, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && r == root;
}

std::vector<Hash> ConsistencyProof(std::uint64_t first, std::uint64_t second, const NodeReader& node) {
    std::vector<Hash> proof;
    AddSubproof(first, 0, second, true, node, proof);
    return proof;
}

bool VerifyConsistency(std::uint64_t first, std::uint64_t second, std::string_view first_root,
                       std::string_view second_root, const std::vector<Hash>& proof) {
    if (first == 0 || first > second) return false;
    if (first == second) return proof.empty() && first_root == second_root;
    if (proof.empty()) return false;

    std::vector<Hash> path;
    path.reserve(proof.size() + 1);
    if (std::has_single_bit(first)) path.emplace_back(first_root);
    path.insert(path.end(), proof.begin(), proof.end());
    for (const Hash& hash : path) {
        if (hash.size() != kHashBytes) return false;
    }

    std::uint64_t fn = first - 1;
    std::uint64_t sn = second - 1;
    while ((fn & 1) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    Hash fr = path.front();
    Hash sr = path.front();
    for (std::size_t i = 1; i < path.size(); ++i) {
        const Hash& c = path[i];
        if (sn == 0) return false;
        if ((fn & 1) != 0 || fn == sn) {
            fr = NodeHash(c, fr);
            sr = NodeHash(c, sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = NodeHash(sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && fr == first_root && sr == second_root;
}

void RunningRoot::Add(std::string_view leaf_hash) {
    Hash hash(leaf_hash);
    for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
        hash = NodeHash(peaks_.back(), hash);
        peaks_.pop_back();
    }
    peaks_.push_back(std::move(hash));
    ++size_;
}

Hash RunningRoot::Root() const {
    if (peaks_.empty()) return EmptyRoot();
    Hash root = peaks_.back();
    for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = NodeHash(*peak, root);
    return root;
}

}  // namespace qz::audit
