import type { Account, GroupFact } from './facts.ts';

/** passwd(5): name:password:uid:gid:gecos:home:shell */
export function parsePasswd(text: string): Account[] {
  return records(text, 7).map(([name = '', , uid, gid, , home = '', shell = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
    shell,
  }));
}

/** group(5): name:password:gid:members */
export function parseGroup(text: string): GroupFact[] {
  return records(text, 4).map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));
}

function records(text: string, fields: number): string[][] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((record) => record.length === fields);
}
