//! Who works here, and how the org is set up.

use super::Object;
use super::field::{Default, email, flag, instant, int, phone, picklist, reference, text};

pub(super) fn objects() -> Vec<Object> {
    vec![
        Object::new("User", "User", "Users", "005")
            .searchable()
            .with([
                text("Username", 80).required().unique(),
                text("Name", 121).names().calculated(),
                text("FirstName", 40),
                text("LastName", 80).required(),
                email("Email").required(),
                text("Alias", 8),
                text("CompanyName", 80),
                text("Department", 80),
                text("Title", 80),
                phone("Phone"),
                flag("IsActive").default(Default::True).open(),
                reference("ProfileId", "Profile", &["Profile"])
                    .down("Users")
                    .required(),
                reference("ManagerId", "Manager", &["User"]),
                picklist("UserType", &["Standard", "AutomatedProcess"])
                    .default(Default::Text("Standard"))
                    .create_only()
                    .open(),
                text("TimeZoneSidKey", 40)
                    .default(Default::Text("Europe/London"))
                    .open(),
                text("LocaleSidKey", 40)
                    .default(Default::Text("en_US"))
                    .open(),
                text("LanguageLocaleKey", 40)
                    .default(Default::Text("en_US"))
                    .open(),
                text("EmailEncodingKey", 40)
                    .default(Default::Text("UTF-8"))
                    .open(),
                instant("LastLoginDate").read_only(),
            ])
            .undeletable_rows()
            .stamped(),
        Object::new("Profile", "Profile", "Profile", "00e")
            .with([
                text("Name", 255).required().names(),
                text("Description", 255),
                picklist("UserType", &["Standard"]).open(),
            ])
            .kept_by_the_org()
            .stamped(),
        Object::new("Organization", "Organization", "Organizations", "00D")
            .with([
                text("Name", 80).required().names(),
                text("InstanceName", 5).open(),
                flag("IsSandbox").open(),
                instant("TrialExpirationDate").read_only(),
                text("NamespacePrefix", 15).open(),
                text("OrganizationType", 40).open(),
                text("Country", 80).open(),
                text("DefaultLocaleSidKey", 40).open(),
                text("LanguageLocaleKey", 40).open(),
                text("TimeZoneSidKey", 40).open(),
                int("FiscalYearStartMonth").open(),
            ])
            .kept_by_the_org()
            .stamped(),
        Object::new("Territory2", "Territory", "Territories", "0MI")
            .with([
                text("Name", 80).required().names(),
                text("DeveloperName", 80).required(),
                text("Description", 1000),
                reference("ParentTerritory2Id", "ParentTerritory2", &["Territory2"]),
            ])
            .stamped(),
        Object::new(
            "UserTerritory2Association",
            "User Territory Association",
            "User Territory Associations",
            "0TB",
        )
        .with([
            reference("UserId", "User", &["User"]).required(),
            reference("Territory2Id", "Territory2", &["Territory2"])
                .down("UserTerritory2Associations")
                .cascade()
                .required(),
            flag("IsActive").default(Default::True).open(),
            picklist("RoleInTerritory2", &["Owner", "Member"]),
        ])
        .stamped(),
        Object::new(
            "LeadStatus",
            "Lead Status Value",
            "Lead Status Value",
            "01J",
        )
        .with([
            text("MasterLabel", 255).required().names(),
            text("ApiName", 255).open(),
            int("SortOrder").open(),
            flag("IsDefault").open(),
            flag("IsConverted").open(),
        ])
        .kept_by_the_org()
        .stamped(),
        Object::new("RecordType", "Record Type", "Record Types", "012")
            .with([
                text("Name", 80).required().names(),
                text("DeveloperName", 80).required(),
                text("SobjectType", 40)
                    .required()
                    .labelled("SObject Type Name"),
                flag("IsActive").open(),
            ])
            .kept_by_the_org()
            .stamped(),
    ]
}

impl Object {
    /// Users are switched off, never deleted.
    fn undeletable_rows(mut self) -> Self {
        self.deletable = false;
        self
    }
}
