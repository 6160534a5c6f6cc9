//! The SOAP API: the only way to merge, convert and undelete.

mod convert;
mod envelope;
mod merge;
mod rows;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use envelope::{Element, text};

use crate::http::{Answer, Call};
use crate::oauth;
use crate::org::{NEWEST, OLDEST, Org};
use crate::refusal::Refusal;
use crate::schema::object;
use crate::store::{Record, Work};

pub(crate) fn is_soap(call: &Call) -> bool {
    call.path.starts_with("/services/Soap/")
}

/// The session a SOAP call carries, if it can be read.
pub(crate) fn session_of(call: &Call) -> Option<String> {
    if !is_soap(call) {
        return None;
    }
    session(&envelope::parse(&call.text()).ok()?)
}

/// A protocol error: HTTP 500 and a fault.
pub(crate) fn fault(refusal: &Refusal) -> Answer {
    let (code, message) = (refusal.code, text(&refusal.message));
    let kind = if code == "INVALID_SESSION_ID" || code == "INVALID_LOGIN" {
        "LoginFault"
    } else {
        "UnexpectedErrorFault"
    };
    Answer::text(
        500,
        "text/xml;charset=UTF-8",
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:sf=\"urn:fault.partner.soap.sforce.com\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><soapenv:Fault>\
             <faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring><detail><sf:{kind} xsi:type=\"sf:{kind}\">\
             <sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{message}</sf:exceptionMessage></sf:{kind}></detail>\
             </soapenv:Fault></soapenv:Body></soapenv:Envelope>"
        ),
    )
}

pub(crate) async fn answer(org: &Arc<Org>, call: &Call) -> Answer {
    if call.method != "POST" {
        return Refusal::method_not_allowed(&call.method, "POST").into();
    }
    match operate(org, call).await {
        Ok(answer) => answer,
        Err(refusal) => fault(&refusal),
    }
}

async fn operate(org: &Arc<Org>, call: &Call) -> Result<Answer, Refusal> {
    let segments = call.segments();
    let (Some(style), Some(version)) = (segments.get(2), segments.get(3)) else {
        return Err(Refusal::not_found());
    };
    let number = version
        .strip_suffix(".0")
        .and_then(|number| number.parse::<u32>().ok());
    if !number.is_some_and(|number| (OLDEST..=NEWEST).contains(&number)) {
        return Err(Refusal::new(
            500,
            "UNSUPPORTED_API_VERSION",
            format!("Invalid Api version specified on URL: {version}"),
        ));
    }
    let envelope = envelope::parse(&call.text())?;
    let body = envelope
        .child("Body")
        .and_then(|body| body.children.first())
        .ok_or_else(|| Refusal::bad("UNKNOWN_EXCEPTION", "the Body is empty"))?;
    if body.name == "login" {
        return Err(Refusal::bad(
            "INVALID_LOGIN",
            "SOAP login() is not available in this org; sign in with OAuth",
        ));
    }
    let expired = || {
        Refusal::new(
            401,
            "INVALID_SESSION_ID",
            "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key",
        )
    };
    let session = session(&envelope).ok_or_else(expired)?;
    let mut tx = org.pools.writer.begin_with("begin immediate").await?;
    let user = oauth::user_of(&mut tx, &session)
        .await?
        .ok_or_else(expired)?;
    let used = org.usage.fetch_add(1, Ordering::Relaxed) + 1;
    if used > org.switches().daily_limit {
        return Err(Refusal::new(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        ));
    }
    if body.name == "logout" {
        drop(tx);
        oauth::forget(org, &session).await?;
        return Ok(envelope::response(style, "logout", ""));
    }
    let all = envelope
        .child("Header")
        .and_then(|header| header.child("AllOrNoneHeader"))
        .and_then(|header| header.value("allOrNone"))
        .is_some_and(|all| all == "true");
    let actor = org.actor(&mut tx, &user).await?;
    let mut work = Work::new(org, &mut tx, actor);
    let results = Box::pin(operation(&mut work, body, all)).await;
    let tally = work.tally;
    match results {
        Ok(results) => {
            tx.commit().await?;
            org.committed(tally);
            Ok(envelope::response(style, &body.name, &results))
        }
        Err(refusal) => {
            tx.rollback().await?;
            Err(refusal)
        }
    }
}

async fn operation(work: &mut Work<'_>, body: &Element, all: bool) -> Result<String, Refusal> {
    match body.name.as_str() {
        "merge" => merge::merge(work, body).await,
        "convertLead" => convert::convert(work, body).await,
        "create" | "update" | "upsert" => rows::save(work, body, all).await,
        "delete" | "undelete" | "emptyRecycleBin" => rows::by_id(work, body, all).await,
        "getUserInfo" => user_info(work).await,
        "getServerTimestamp" => Ok(format!(
            "<result><timestamp>{}</timestamp></result>",
            work.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        )),
        other => Err(Refusal::bad(
            "INVALID_OPERATION",
            format!("No operation available for request {other}"),
        )),
    }
}

fn session(envelope: &Element) -> Option<String> {
    envelope
        .child("Header")?
        .child("SessionHeader")?
        .value("sessionId")
        .map(str::to_owned)
}

async fn user_info(work: &mut Work<'_>) -> Result<String, Refusal> {
    let user = Record::load(work.conn, object("User"), &work.actor.user_id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let org = Record::load(work.conn, object("Organization"), &work.org.id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let field = |name: &str| text(&user.get(name).plain());
    Ok(format!(
        "<result><accessibilityMode>false</accessibilityMode><currencySymbol>£</currencySymbol><organizationId>{}</organizationId>\
         <organizationMultiCurrency>false</organizationMultiCurrency><organizationName>{}</organizationName><profileId>{}</profileId>\
         <roleId xsi:nil=\"true\"/><sessionSecondsValid>7200</sessionSecondsValid><userDefaultCurrencyIsoCode xsi:nil=\"true\"/>\
         <userEmail>{}</userEmail><userFullName>{}</userFullName><userId>{}</userId><userLanguage>{}</userLanguage><userLocale>{}</userLocale>\
         <userName>{}</userName><userTimeZone>{}</userTimeZone><userType>Standard</userType><userUiSkin>Theme3</userUiSkin></result>",
        work.org.id,
        text(&org.get("Name").plain()),
        field("ProfileId"),
        field("Email"),
        field("Name"),
        user.id(),
        field("LanguageLocaleKey"),
        field("LocaleSidKey"),
        field("Username"),
        field("TimeZoneSidKey"),
    ))
}
