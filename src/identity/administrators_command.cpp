#include <ostream>

#include "audit/audit.hpp"
#include "directory/directory.hpp"
#include "identity/identity.hpp"
#include "identity/management.hpp"

namespace qz::identity {

int MakeAdministratorsCommand(storage::Database& database, const secrets::Keyring& keys, std::ostream& out,
                              std::ostream& err) {
    if (!database.Read(directory::HasTree)) {
        err << "There is no tree of units yet: run `qingzhuang import units FILE` first.\n";
        return 1;
    }
    struct Administrator {
        const char* role;
        const char* login;
        const char* title;
    };
    constexpr Administrator kThree[] = {{"system_admin", "system-admin", "系统管理员"},
                                        {"security_admin", "security-admin", "安全管理员"},
                                        {"audit_admin", "audit-admin", "审计管理员"}};
    std::vector<FreshCode> codes;
    try {
        codes = database.Write([&](storage::Tx& tx) {
            const auto tree = directory::CurrentTree(tx);
            std::vector<FreshCode> fresh;
            for (const Administrator& one : kThree) {
                const MadeAccount made = InsertAccount(tx, {.unit = tree->At(0).id,
                                                            .role = one.role,
                                                            .login = one.login,
                                                            .name = one.title,
                                                            .post_title = one.title,
                                                            .password_hash = {},
                                                            .totp_secret = {}});
                audit::RecordSystem(tx, tree->At(0).id, "identity.account.created", made.account.value);
                fresh.push_back(MakeActivationCode(tx, keys, made.account));
            }
            return fresh;
        });
    } catch (const Problem& problem) {
        if (problem.code() != "identity.account.login_taken") throw;
        err << "The three administrators are there already.\n";
        return 1;
    }
    for (std::size_t i = 0; i < codes.size(); ++i) {
        out << kThree[i].login << "  " << codes[i].code << "  (until " << codes[i].expires.ToString()
            << ")\n";
    }
    return 0;
}

}  // namespace qz::identity
