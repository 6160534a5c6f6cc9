use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn faults_are_the_ones_clients_look_for() {
    let mut world = World::empty().await;
    let (status, xml) = world
        .soap("<login><username>u</username><password>p</password></login>")
        .await;
    assert!(
        status == 500 && xml.contains("<faultcode>sf:INVALID_LOGIN</faultcode>"),
        "{xml}"
    );
    world.token = "nobody".to_owned();
    let (status, xml) = world.soap("<getUserInfo/>").await;
    assert_eq!(status, 500);
    assert!(
        xml.contains("<faultcode>sf:INVALID_SESSION_ID</faultcode>")
            && xml.contains("<sf:exceptionCode>INVALID_SESSION_ID</sf:exceptionCode>"),
        "{xml}"
    );
    let url = format!("{}/services/Soap/u/30.0", world.org.ready.url);
    let old = world.http.post(url).body("<x/>").send().await.unwrap();
    assert_eq!(old.status(), 500);
    assert!(
        old.text()
            .await
            .unwrap()
            .contains("UNSUPPORTED_API_VERSION")
    );
}

#[tokio::test]
async fn plain_writes_work_over_soap() {
    let world = World::empty().await;
    let (_, xml) = world.soap("<create><sObjects><type>Account</type><Name>A</Name><NumberOfEmployees>5</NumberOfEmployees></sObjects><sObjects><type>Contact</type></sObjects></create>").await;
    assert_eq!(
        (
            xml.matches("<success>true</success>").count(),
            xml.matches("REQUIRED_FIELD_MISSING").count()
        ),
        (1, 1),
        "{xml}"
    );
    let id = world.account("A").await;
    world.soap(&format!("<update><sObjects><type>Account</type><Id>{id}</Id><Phone>+44</Phone><fieldsToNull>NumberOfEmployees</fieldsToNull></sObjects></update>")).await;
    let (_, row) = world.get(&format!("sobjects/Account/{id}")).await;
    assert_eq!(
        (&row["Phone"], &row["NumberOfEmployees"]),
        (&json!("+44"), &json!(null))
    );
    let (_, xml) = world.soap("<upsert><externalIDFieldName>Countersign_Key__c</externalIDFieldName><sObjects><type>Account</type><Countersign_Key__c>k</Countersign_Key__c><Name>K</Name></sObjects></upsert>").await;
    assert!(xml.contains("<created>true</created>"), "{xml}");
    let (_, xml) = world
        .soap(&format!("<delete><ids>{id}</ids></delete>"))
        .await;
    assert!(xml.contains("<success>true</success>"));
    world
        .soap(&format!(
            "<emptyRecycleBin><ids>{id}</ids></emptyRecycleBin>"
        ))
        .await;
    assert!(
        world
            .query_all(&format!("SELECT Id FROM Account WHERE Id = '{id}'"))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_session_knows_its_user_and_can_end_itself() {
    let world = World::empty().await;
    let (_, xml) = world.soap("<getUserInfo/>").await;
    assert!(
        xml.contains("<userName>integration@northwind-sandbox.example</userName>"),
        "{xml}"
    );
    assert_eq!(world.soap("<logout/>").await.0, 200);
    assert_eq!(world.get("limits").await.0, 401);
}
