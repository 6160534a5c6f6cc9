-- Documents that are edited, uploaded, searched and cited: when a version holds, its passages, the file it came from, and
-- the runs that went by it.

alter table documents add column archived_at bigint;

alter table document_versions add column format text not null default 'markdown';
-- First and last day on which it holds, as 2026-04-01.
alter table document_versions add column valid_from text;
alter table document_versions add column valid_until text;

create table document_files (
  workspace     text not null,
  document      text not null references documents (id),
  number        bigint not null,
  name          text not null,
  digest        text not null,
  body          bytea not null,
  primary key (document, number)
);

-- `words` is what search compares: small letters and digits, made by us. The vector is built from them as they are: a parser
-- of its own would split them in another way than the other database does.
create table passages (
  id            bigint generated always as identity primary key,
  workspace     text not null,
  document      text collate "C" not null references documents (id),
  number        bigint not null,
  place         bigint not null,
  section       text not null,
  heading       text not null,
  body          text not null,
  words         text not null,
  found_by      tsvector generated always as (array_to_tsvector(string_to_array(words, ' '))) stored,
  unique (document, number, place)
);
create index passages_found_by on passages using gin (found_by);

create table document_uses (
  workspace     text not null,
  document      text not null,
  number        bigint not null,
  run           text collate "C" not null,
  used_at       bigint not null,
  primary key (document, run, number)
);
create index document_uses_in_order on document_uses (workspace, document, used_at, run);
