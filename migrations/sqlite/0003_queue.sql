-- The queue filters by these, and shows what the org said at the last look without asking it again.

alter table decisions add column mission text;
-- What was proposed before risks were kept counts as high until it is edited.
alter table decisions add column risk text not null default 'high';
alter table decisions add column looked_at bigint;
alter table decisions add column drifted bigint;

update decisions set mission = (select runs.mission from runs where runs.id = decisions.run);

-- What expires first comes first. The rest lets the queue be counted without reading a change set.
create index decisions_queue on decisions (workspace, expires_at, id, mission, risk, revision, authors) where closed_at is null;
