-- Who a person is at a provider of single sign-on, and what a person sees of their own sign-ins.

create table identities (
  issuer        text not null,
  subject       text not null,
  workspace     text not null,
  actor         text not null references actors (id),
  linked_at     bigint not null,
  primary key (workspace, issuer, subject)
) without rowid;
create index identities_by_actor on identities (workspace, actor);

alter table sessions add column opened_at bigint;
alter table sessions add column device text;

create index links_by_subject on links (workspace, purpose, subject);
