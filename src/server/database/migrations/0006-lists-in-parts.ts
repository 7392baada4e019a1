/** A list that is too long to be read at once is read part by part, the oldest first: how often the time was not enough. */
export const listsInParts = /* sql */ `
alter table dispute_reading add column parts int not null default 0 check (parts >= 0);
`;
