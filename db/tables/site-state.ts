/** What the running site remembers of itself; nothing an admin chooses. */
export interface SiteStateTable {
  key: string;
  value: string;
}
