//! Who may see and do what, as rows.

use super::Object;
use super::field::{flag, reference, text};

pub(super) fn objects() -> Vec<Object> {
    vec![
        Object::new("PermissionSet", "Permission Set", "Permission Sets", "0PS")
            .with([
                text("Name", 80).required().names(),
                text("Label", 80).required(),
                reference("ProfileId", "Profile", &["Profile"]).open(),
                flag("IsOwnedByProfile").open(),
                flag("PermissionsApiEnabled").open(),
                flag("PermissionsModifyAllData").open(),
                flag("PermissionsViewSetup")
                    .labelled("View Setup and Configuration")
                    .open(),
            ])
            .stamped(),
        Object::new(
            "PermissionSetAssignment",
            "Permission Set Assignment",
            "Permission Set Assignments",
            "0Pa",
        )
        .with([
            reference("PermissionSetId", "PermissionSet", &["PermissionSet"])
                .down("Assignments")
                .cascade()
                .required(),
            reference("AssigneeId", "Assignee", &["User"])
                .down("PermissionSetAssignments")
                .required(),
        ])
        .stamped(),
        Object::new(
            "ObjectPermissions",
            "Object Permissions",
            "Object Permissions",
            "110",
        )
        .with([
            reference("ParentId", "Parent", &["PermissionSet"])
                .down("ObjectPerms")
                .cascade()
                .required(),
            text("SobjectType", 80).required(),
            flag("PermissionsRead").open(),
            flag("PermissionsCreate").open(),
            flag("PermissionsEdit").open(),
            flag("PermissionsDelete").open(),
        ])
        .stamped(),
        Object::new(
            "FieldPermissions",
            "Field Permissions",
            "Field Permissions",
            "01k",
        )
        .with([
            reference("ParentId", "Parent", &["PermissionSet"])
                .down("FieldPerms")
                .cascade()
                .required(),
            text("SobjectType", 80).required(),
            text("Field", 200).required(),
            flag("PermissionsRead").open(),
            flag("PermissionsEdit").open(),
        ])
        .stamped(),
    ]
}
