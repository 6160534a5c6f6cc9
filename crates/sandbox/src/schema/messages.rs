//! What people did, said and wrote: tasks, events, e-mails.

use super::Object;
use super::field::{
    Default, countersign_key, date, flag, instant, int, long, owner, picklist, reference,
    restricted, text,
};

pub(super) fn objects() -> Vec<Object> {
    let task = Object::new("Task", "Task", "Tasks", "00T")
        .searchable()
        .with([
            reference("WhoId", "Who", &["Contact", "Lead"])
                .down("Tasks")
                .labelled("Name ID"),
            reference(
                "WhatId",
                "What",
                &["Account", "Opportunity", "Case", "Contract"],
            )
            .down("Tasks")
            .labelled("Related To ID"),
            text("Subject", 255),
            date("ActivityDate").labelled("Due Date Only"),
            picklist(
                "Status",
                &[
                    "Not Started",
                    "In Progress",
                    "Completed",
                    "Waiting on someone else",
                    "Deferred",
                ],
            )
            .default(Default::Text("Not Started"))
            .open(),
            picklist("Priority", &["High", "Normal", "Low"])
                .default(Default::Text("Normal"))
                .open(),
            long("Description"),
            restricted("TaskSubtype", &["Task", "Email", "Call"])
                .default(Default::Text("Task"))
                .create_only(),
            text("CallType", 40),
            int("CallDurationInSeconds"),
            flag("IsClosed").calculated().open(),
            instant("CompletedDateTime").read_only(),
            reference("AccountId", "Account", &["Account"]).read_only(),
            owner(),
            countersign_key(),
        ])
        .stamped();
    let event = Object::new("Event", "Event", "Events", "00U")
        .searchable()
        .with([
            reference("WhoId", "Who", &["Contact", "Lead"])
                .down("Events")
                .labelled("Name ID"),
            reference(
                "WhatId",
                "What",
                &["Account", "Opportunity", "Case", "Contract"],
            )
            .down("Events")
            .labelled("Related To ID"),
            text("Subject", 255),
            text("Location", 255),
            instant("StartDateTime"),
            instant("EndDateTime"),
            date("ActivityDate"),
            int("DurationInMinutes"),
            flag("IsAllDayEvent"),
            long("Description"),
            reference("AccountId", "Account", &["Account"]).read_only(),
            owner(),
        ])
        .stamped();
    let email = Object::new("EmailMessage", "Email Message", "Email Messages", "02s")
        .searchable()
        .with([
            reference("ParentId", "Parent", &["Case"])
                .down("EmailMessages")
                .cascade()
                .labelled("Case ID"),
            reference(
                "RelatedToId",
                "RelatedTo",
                &["Account", "Opportunity", "Case", "Contract"],
            )
            .down("Emails"),
            text("Subject", 3000).names(),
            long("TextBody"),
            long("HtmlBody"),
            text("FromName", 1000),
            text("FromAddress", 1000),
            text("ToAddress", 4000),
            text("CcAddress", 4000),
            flag("Incoming").create_only(),
            restricted("Status", &["0", "1", "2", "3", "4", "5"]).default(Default::Text("0")),
            instant("MessageDate"),
        ])
        .stamped();
    vec![task, event, email]
}
