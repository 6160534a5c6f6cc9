use domain::knowledge::Kind;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{Form, Known, form_for};
use super::show::named;
use crate::Problem;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded};

/// `/knowledge/new`
#[component]
pub fn NewPage() -> impl IntoView {
    let query = use_query_map();
    let kind = Memo::new(move |_| query.read().get("kind").unwrap_or_default());
    let found = Resource::new(move || kind.get(), |kind| form_for(None, kind));
    view! {
        <Title text="New document"/>
        <Loaded what=found frame=Frame::Page("New document") waits_for="the form" let:form><Screen form/></Loaded>
    }
}

/// `/knowledge/{document}/edit`
#[component]
pub fn EditPage() -> impl IntoView {
    let (id, _) = named();
    let found = Resource::new(
        move || id.get(),
        |id| async move { form_for(Some(id.ok_or(Problem::Gone)?), String::new()).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the document" let:form><Screen form/></Loaded> }
}

#[component]
fn Screen(form: Form) -> impl IntoView {
    let (title, lead) = match &form.known {
        None => (
            "Write down or upload a document".to_owned(),
            "It is published as version 1. Runs that start from then on may go by it.".to_owned(),
        ),
        Some(known) => (
            format!("Edit “{}”", known.title),
            format!(
                "It is published as version {}. Runs that are under way keep theirs, and what was cited stays as it was.",
                known.next
            ),
        ),
    };
    let whole: Vec<String> = form
        .wrong
        .iter()
        .filter(|(name, _)| name.is_empty())
        .map(|(_, says)| crate::ui::sentence_case(says))
        .collect();
    let whole = whole.into_iter().map(|says| {
        view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>{says}</p> }
    });
    let fields = form.wrong.iter().any(|(name, _)| !name.is_empty());
    let nothing = fields.then(|| {
        view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>"Nothing was saved. Mend what is marked below."</p> }
    });
    view! {
        {form.known.as_ref().map(|known| view! { <Title text=format!("Edit {}", known.title)/> })}
        <section class="page write">
            <header class="page__head"><div>
                <p class="quiet"><small><a href="/knowledge">"Knowledge"</a>{form.known.as_ref().map(|known| view! { " / "<a href=known.href.clone()><bdi>{known.title.clone()}</bdi></a> })}</small></p>
                <h1>{title}</h1>
                <p class="page__lead">{lead}</p>
            </div></header>
            <div class="document__said stack"><SaidHere/>{whole.collect_view()}{nothing}</div>
            <WriteForm form/>
        </section>
    }
    .into_any()
}

#[component]
fn WriteForm(form: Form) -> impl IntoView {
    let wrong = StoredValue::new(form.wrong.clone());
    let says = move |name: &str| -> Vec<String> {
        let of = |(own, says): &(String, String)| (own == name).then(|| says.clone());
        wrong.with_value(|wrong| wrong.iter().filter_map(of).collect())
    };
    let back = form
        .known
        .as_ref()
        .map_or("/knowledge".to_owned(), |known| known.href.clone());
    let kind = match &form.known {
        Some(known) => view! { <div class="field"><span class="field__label">"What it is for"</span><span>{known.kind.clone()}", written as "{known.format.clone()}</span></div> }.into_any(),
        None => view! { <Kinds chosen=form.kind.clone() says=says("kind")/> }.into_any(),
    };
    view! {
        <form class="write__form" method="post" action=form.action.clone() enctype="multipart/form-data">
            <input type="hidden" name="seen" value=form.seen.clone()/>
            <div class="stack write__head">
                {kind}
                <Line name="title" label="Title" value=form.title.clone() says=says("title") hint="One line. Each document has its own."/>
                <Line name="objects" label="Objects it speaks about" value=form.objects.clone() says=says("objects") hint="Such as Account, Lead. Leave it blank for all."/>
                <div class="write__days">
                    <Line name="valid_from" label="Holds from" kind="date" value=form.valid_from.clone() says=says("valid_from") hint="Blank: from now on."/>
                    <Line name="valid_until" label="Holds until" kind="date" value=form.valid_until.clone() says=says("valid_until") hint="The last day. Blank: without end."/>
                </div>
            </div>
            <div class="stack write__text">
                <TextField known=form.known.clone() text=form.text.clone() says=says("text")/>
                <FileField known=form.known.clone() says=says("file")/>
                <div class="row">
                    <button class="btn" data-variant="primary" type="submit">"Publish"</button>
                    <a class="btn" href=back>"Cancel"</a>
                </div>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Kinds(chosen: String, says: Vec<String>) -> impl IntoView {
    let option = move |kind: Kind| {
        let words = format!("{}: {}", kind.name(), kind.says());
        view! { <option value=kind.word() selected=kind.word() == chosen>{words}</option> }
    };
    let invalid = (!says.is_empty()).then_some("true");
    view! {
        <div class="field">
            <label class="field__label" for="kind">"What it is for"</label>
            <span class="select"><select class="input" id="kind" name="kind" aria-invalid=invalid aria-describedby="kind-says">
                <option value="">"Choose"</option>
                {Kind::ALL.map(option).into_iter().collect_view()}
            </select></span>
            <Says name="kind" hint="Missions look documents up by this." says/>
        </div>
    }
    .into_any()
}

#[component]
fn Line(
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    value: String,
    says: Vec<String>,
    hint: &'static str,
) -> impl IntoView {
    let invalid = (!says.is_empty()).then_some("true");
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <input class="input" id=name name=name type=kind value=value autocomplete="off" aria-invalid=invalid aria-describedby=format!("{name}-says")/>
            <Says name hint says/>
        </div>
    }
    .into_any()
}

/// What is wrong with a field, else what goes into it.
#[component]
fn Says(name: &'static str, hint: &'static str, says: Vec<String>) -> impl IntoView {
    let id = format!("{name}-says");
    if says.is_empty() {
        return view! { <span class="field__hint" id=id>{hint}</span> }.into_any();
    }
    let line = |says: String| view! { <span>{crate::ui::sentence_case(&says)}"."</span> };
    view! { <span class="field__error stack" id=id>{says.into_iter().map(line).collect_view()}</span> }.into_any()
}

#[component]
fn TextField(known: Option<Known>, text: String, says: Vec<String>) -> impl IntoView {
    if known.as_ref().is_some_and(|known| known.printed) {
        return view! { <p class="soft">"The words of this document stand in a PDF. Choose the next one, or change its days alone."</p> }.into_any();
    }
    let sheet = known.as_ref().is_some_and(|known| known.format == "CSV");
    let (label, hint) = if sheet {
        (
            "Rows",
            "The first line names the columns. Commas, semicolons or tabs part the cells.",
        )
    } else {
        (
            "Text",
            "Markdown. Headings (## 1. Discounts) make passages that can be cited; rule tables stand between ```table lines.",
        )
    };
    let invalid = (!says.is_empty()).then_some("true");
    let inside = inside(&text);
    view! {
        <div class="field">
            <label class="field__label" for="text">{label}</label>
            <textarea class="input mono" id="text" name="text" rows="22" spellcheck="true" aria-invalid=invalid aria-describedby="text-says" inner_html=inside></textarea>
            <Says name="text" hint says/>
        </div>
    }
    .into_any()
}

/// Text for the inside of a textarea, which is the one element whose words are sent as they are. Its first line break is not
/// part of them.
fn inside(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

#[component]
fn FileField(known: Option<Known>, says: Vec<String>) -> impl IntoView {
    let label = if known.is_some() {
        "Or a file, which goes before the text"
    } else {
        "Or a file"
    };
    let invalid = (!says.is_empty()).then_some("true");
    view! {
        <div class="field">
            <label class="field__label" for="file">{label}</label>
            <input class="input" id="file" name="file" type="file" accept=".md,.markdown,.txt,.csv,.tsv,.pdf" aria-invalid=invalid aria-describedby="file-says"/>
            <Says name="file" hint="Markdown or CSV up to 512 KB, PDF up to 10 MB. Each page of a PDF and each row of a CSV can be cited." says/>
        </div>
    }
    .into_any()
}
