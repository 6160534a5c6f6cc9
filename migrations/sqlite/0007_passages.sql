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
  body          blob not null,
  primary key (document, number)
);

-- `words` is what search compares: small letters and digits, made by us.
create table passages (
  id            integer primary key,
  workspace     text not null,
  document      text not null references documents (id),
  number        bigint not null,
  place         bigint not null,
  section       text not null,
  heading       text not null,
  body          text not null,
  words         text not null,
  unique (document, number, place)
);

create virtual table passage_words using fts5 (words, content = 'passages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0');

create trigger passage_is_indexed after insert on passages begin
  insert into passage_words (rowid, words) values (new.id, new.words);
end;

-- A passage is never changed or taken away; if one ever is, the index follows.
create trigger passage_is_forgotten after delete on passages begin
  insert into passage_words (passage_words, rowid, words) values ('delete', old.id, old.words);
end;

create table document_uses (
  workspace     text not null,
  document      text not null,
  number        bigint not null,
  run           text not null,
  used_at       bigint not null,
  primary key (document, run, number)
) without rowid;
create index document_uses_in_order on document_uses (workspace, document, used_at, run);
