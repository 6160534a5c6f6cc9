//! Rights read from their rows.

use sqlx::{Row as _, SqliteConnection};

use super::{FieldRights, Rights, Sight};
use crate::schema::{Object, schema};
use crate::store::rows;
use crate::value::Cell;

/// The permission sets that speak for a user: the profile's own, and those assigned.
const SETS: &str = "select s.Id from PermissionSet s join User u on u.Id = ?1 where s.IsDeleted = 0 and (s.ProfileId = u.ProfileId or s.Id in \
                    (select PermissionSetId from PermissionSetAssignment where AssigneeId = ?1 and IsDeleted = 0))";

/// The rights of one user: the union over the user's permission sets.
pub(crate) async fn load(conn: &mut SqliteConnection, user_id: &str) -> Result<Sight, sqlx::Error> {
    let user = || vec![Cell::Text(user_id.to_owned())];
    let sql = format!(
        "select max(PermissionsModifyAllData), max(PermissionsViewSetup) from PermissionSet where Id in ({SETS})"
    );
    let found = rows(conn, sql, user()).await?;
    let may = |at: usize| -> Result<bool, sqlx::Error> {
        let said: Option<Option<bool>> = found.first().map(|row| row.try_get(at)).transpose()?;
        Ok(said.flatten().unwrap_or(false))
    };
    let (admin, sees_set_up) = (may(0)?, may(1)?);
    let mut objects: Vec<Rights> = schema()
        .objects
        .iter()
        .map(|object| base(object, admin, sees_set_up))
        .collect();

    let sql = format!(
        "select SobjectType, max(PermissionsRead), max(PermissionsCreate), max(PermissionsEdit), max(PermissionsDelete) \
         from ObjectPermissions where IsDeleted = 0 and ParentId in ({SETS}) group by SobjectType"
    );
    for row in rows(conn, sql, user()).await? {
        let Some(object) = schema().find(&row.try_get::<String, _>(0)?) else {
            continue;
        };
        let rights = &mut objects[object.index];
        rights.read |= row.try_get::<bool, _>(1)?;
        rights.create |= row.try_get::<bool, _>(2)?;
        rights.edit |= row.try_get::<bool, _>(3)?;
        rights.delete |= row.try_get::<bool, _>(4)?;
    }
    let sql = format!(
        "select Field, max(PermissionsRead), max(PermissionsEdit) from FieldPermissions where IsDeleted = 0 and ParentId in ({SETS}) group by Field"
    );
    for row in rows(conn, sql, user()).await? {
        let name: String = row.try_get(0)?;
        let found = name
            .split_once('.')
            .and_then(|(object, field)| Some((schema().find(object)?, field)));
        let Some((object, field)) =
            found.and_then(|(object, field)| Some((object, object.field(field)?)))
        else {
            continue;
        };
        let rights = &mut objects[object.index].fields[field.index];
        rights.read |= row.try_get::<bool, _>(1)?;
        rights.edit |= row.try_get::<bool, _>(2)?;
    }
    for object in &schema().objects {
        // A history is as visible as what it is about, row rights by parent, values by field.
        if let Some((history, _)) = object.history
            && let Some(history) = schema().find(history)
        {
            objects[history.index].read = objects[object.index].read;
        }
        if object.name == "OpportunityHistory"
            && let Some(parent) = schema().find("Opportunity")
        {
            objects[object.index].read = objects[parent.index].read;
        }
    }
    Ok(Sight { objects })
}

/// What needs no permission row: the org's set-up is readable by all, who may do what by those who may view it; an
/// administrator writes every object. Files are had with what they hang on.
fn base(object: &Object, admin: bool, sees_set_up: bool) -> Rights {
    let setup = matches!(
        object.name,
        "User"
            | "Profile"
            | "Organization"
            | "Territory2"
            | "UserTerritory2Association"
            | "LeadStatus"
            | "RecordType"
            | "PermissionSet"
            | "PermissionSetAssignment"
    ) || sees_set_up && object.governs_rights();
    let file = object.is_of_files();
    let open = FieldRights {
        read: setup || object.governs_rights(),
        edit: admin && (setup || object.governs_rights()),
    };
    Rights {
        read: setup || admin || file,
        create: admin || file,
        edit: admin || file,
        delete: admin || file,
        fields: vec![open; object.fields.len()],
    }
}
