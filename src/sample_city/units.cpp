// The tree, its departments, and the people at their posts.
#include <stdexcept>

#include "sample_city/city.hpp"
#include "sample_city/people.hpp"

namespace qz::sample_city {

namespace {

constexpr std::size_t kAccountsInSlice = 200;
constexpr int kTreeDay = -372;  // the past begins a little more than a year ago

constexpr std::string_view kFirstTown = "371082101";  // the printed logins' town: 俚岛镇

void MakeTree(City& city, const json::object& seed) {
    city.SetDay(kTreeDay);
    const auto outcome =
        directory::ImportAndSwitch(city.database, directory::WeihaiCsv(), DateOf(city.clock.Now()),
                                   "统计用区划代码（2023 年）", nullptr);
    if (!outcome.version) throw std::runtime_error("The shipped tree of Weihai was not taken in.");
    city.tree = city.database.Read(directory::CurrentTree);
    const auto departments = [&](const json::array& items, std::optional<UnitId> line_superior,
                                 directory::Kind kind, std::string_view government) {
        std::vector<directory::NewDepartment> made;
        for (const json::value& item : items) {
            const json::object& object = item.as_object();
            const std::string below = Text(object, "government");
            made.push_back({Text(object, "code"), Text(object, "name"),
                            city.Unit(below.empty() ? government : std::string_view(below)), line_superior,
                            kind});
        }
        const auto ids =
            city.database.Write([&](storage::Tx& tx) { return directory::InsertDepartments(tx, made); });
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (const std::string key = Text(items[i].as_object(), "key"); !key.empty())
                city.owners[key] = ids[i];
        }
    };
    departments(seed.at("departments").as_array(), std::nullopt, directory::Kind::kDepartment, "3710");
    departments(seed.at("county_departments").as_array(), city.owners.at("mz"), directory::Kind::kDepartment,
                {});
    departments(seed.at("sections").as_array(), std::nullopt, directory::Kind::kStation, {});
    city.tree = city.database.Read(directory::CurrentTree);
}

struct FirstUnits {
    UnitId town;
    std::vector<UnitId> villages;
};

FirstUnits FindFirst(const City& city) {
    FirstUnits first;
    const Ordinal town = city.tree->FindCode(kFirstTown).value();
    first.town = city.tree->At(town).id;
    for (const Ordinal village : city.tree->UnitsAt(city.tree->Subtree(town), directory::Level::kVillage)) {
        first.villages.push_back(city.tree->At(village).id);
    }
    return first;
}

// What an urban neighbourhood calls whoever fills its forms is not what a village does.
std::string ClerkTitle(std::string_view unit, std::string_view title) {
    const bool urban = unit.ends_with("社区") || unit.ends_with("居委会") || unit.ends_with("居民委员会");
    return std::string(urban && title == "村文书" ? "社区工作者" : title);
}

UnitId Named(const City& city, const FirstUnits& first, std::string_view name) {
    if (name == "town") return first.town;
    if (name == "first_village") return first.villages.at(0);
    if (name == "second_village") return first.villages.at(1);
    if (name == "third_village") return first.villages.at(2);
    return city.Unit(name);
}

Logins MakeLogins(City& city, const json::object& seed) {
    const FirstUnits first = FindFirst(city);
    Logins logins;
    std::vector<identity::NewAccount> accounts;
    for (const json::value& item : seed.at("logins").as_array()) {
        const json::object& object = item.as_object();
        identity::NewAccount account;
        account.unit = Named(city, first, Text(object, "unit"));
        account.role = Text(object, "role");
        account.login = Text(object, "login");
        account.name = Text(object, "name");
        account.post_title = Text(object, "title");
        if (account.role == "village_clerk" || account.role == "unit_head") {
            Dice dice{"phone", account.login};
            account.phone = DrawPhone(dice);
        }
        const std::string password = secrets::RandomReadable(12);
        account.password_hash = secrets::HashPassword(password);
        if (account.role.ends_with("_admin")) account.totp_secret = secrets::NewTotpSecret();
        const auto& unit = city.tree->At(city.tree->Find(account.unit).value());
        if (account.role == "village_clerk") account.post_title = ClerkTitle(unit.name, account.post_title);
        logins.push_back({account.role, account.login, password, account.totp_secret, account.name,
                          std::string(unit.name), account.post_title});
        accounts.push_back(std::move(account));
    }
    std::vector<identity::MadeAccount> made;
    city.database.Write([&](storage::Tx& tx) {
        made.clear();
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            made.push_back(identity::InsertAccount(tx, accounts[i], &city.keys));
            const json::value* more = seed.at("logins").as_array()[i].as_object().if_contains("posts");
            if (more == nullptr) continue;
            for (const json::value& post : more->as_array()) {
                const json::object& object = post.as_object();
                identity::InsertPost(tx, made.back().person, Named(city, first, Text(object, "unit")),
                                     accounts[i].role, Text(object, "title"));
            }
        }
    });
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const auto& unit = city.tree->At(city.tree->Find(accounts[i].unit).value());
        city.seats[accounts[i].login] = {accounts[i].unit, std::string(unit.code), made[i].post,
                                         made[i].person, made[i].account};
    }
    return logins;
}

// Every village has its clerk, and every town its officer; they wait for activation.
std::vector<Filer> MakeFilers(City& city, directory::Level level, std::string_view role,
                              std::string_view title) {
    Ordinal root = 0;
    if (!city.within.empty()) root = city.tree->FindCode(city.within).value();
    std::vector<Filer> filers;
    for (const Ordinal ordinal : city.tree->UnitsAt(city.tree->Subtree(root), level)) {
        const auto& unit = city.tree->At(ordinal);
        Filer filer{unit.id, std::string(unit.code), {}, {}, {}};
        for (const auto& [login, seat] : city.seats) {
            if (seat.unit == unit.id && (login == "cun" || login == "zhen")) filer = seat;
        }
        filers.push_back(std::move(filer));
    }
    for (std::size_t begin = 0; begin < filers.size(); begin += kAccountsInSlice) {
        const std::size_t end = std::min(filers.size(), begin + kAccountsInSlice);
        city.database.Write([&](storage::Tx& tx) {
            for (std::size_t i = begin; i < end; ++i) {
                Filer& filer = filers[i];
                if (city.seats.contains("cun") && (filer.account == city.seats.at("cun").account ||
                                                   filer.account == city.seats.at("zhen").account)) {
                    continue;
                }
                const auto& name = city.tree->At(city.tree->Find(filer.unit).value()).name;
                Dice dice{filer.code, role};
                const auto made = identity::InsertAccount(tx, {filer.unit,
                                                               std::string(role),
                                                               filer.code,
                                                               DrawName(dice, dice.Chance(450)),
                                                               ClerkTitle(name, title),
                                                               {},
                                                               {}});
                filer.account = made.account;
                filer.person = made.person;
                filer.post = made.post;
            }
        });
    }
    return filers;
}

}  // namespace

Logins MakeUnits(City& city) {
    const json::value seed = ParseJson(UnitsJson());
    MakeTree(city, seed.as_object());
    Logins logins = MakeLogins(city, seed.as_object());
    city.villages = MakeFilers(city, directory::Level::kVillage, "village_clerk", "村文书");
    city.towns = MakeFilers(city, directory::Level::kTownship, "town_section", "填报岗");
    return logins;
}

}  // namespace qz::sample_city
