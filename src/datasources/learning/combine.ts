import type { Answered } from '../asking/ask.ts';
import type { Candidate } from '../asking/select.ts';
import type { InstanceData } from '../instance-data.ts';

/** What is taken from whom. */
export interface Learned extends InstanceData {
  /** Provider of the user-data; where nobody has any, of the rest. */
  readonly provider: string;
  /** Name of the source. */
  readonly source: string;
  /** Name of another one, which says who the machine is. */
  readonly knownBy?: string;
}

type Found = Answered & { readonly data: InstanceData };

const hasAnswered = (answered: Answered): answered is Found => 'data' in answered;
const hasNetwork = ({ data }: Found) => (data.interfaces?.length ?? 0) > 0 || data.isPartial;
const hasUserdata = ({ data }: Found) => (data.userdata?.length ?? 0) > 0;

/**
 * User-data from the first that has some, which is whoever the operator has given it to; who the machine is from that one as
 * well, or, where it does not know (a medium has files only), from the first that has answered and does. The network is that of the one
 * who knows the machine, else of the first that says something of it. k3OS took the first that answered at all, and then nothing of the
 * others. Pure.
 * @param opener by whose network the others could be asked
 */
export function combine(answered: readonly Answered[], opener?: InstanceData): Learned | undefined {
  const found = answered.filter(hasAnswered);
  const giver = found.find(hasUserdata) ?? found[0];
  if (giver === undefined) {
    return undefined;
  }
  const { provider, name } = giver.source;
  const knowing = [giver, ...found].find(({ data }) => knowsMachine(data)) ?? giver;
  const { userdata, isFirstUserdata } = giver.data;
  const notices = new Set([giver, knowing].flatMap(({ data }) => data.notices ?? []));
  const { interfaces, isPartial } =
    [knowing, giver, ...found].find(hasNetwork)?.data ?? opener ?? knowing.data;
  return {
    ...knowing.data,
    ...{ interfaces, isPartial },
    ...(notices.size > 0 ? { notices: [...notices] } : {}),
    ...{ userdata, isFirstUserdata, provider: giver.data.provider ?? provider, source: name },
    ...(knowing === giver ? {} : { knownBy: knowing.source.name }),
  };
}

/**
 * Nobody behind them need be waited for. A cloud that the machine is in may be the only one that knows its keys, and may wait to hear
 * of it. Pure.
 * @param rest those that have not answered yet
 */
export function isEnough(answered: readonly Answered[], rest: readonly Candidate[]): boolean {
  const found = answered.filter(hasAnswered);
  const isKnown = found.some(({ data }) => knowsMachine(data));
  const isAwaited = rest.some(
    ({ matches, source }) => matches && (!isKnown || source.settle !== undefined),
  );
  return found.some(hasUserdata) && !isAwaited;
}

function knowsMachine({ instanceId, hostname, sshKeys = [] }: InstanceData): boolean {
  return instanceId !== undefined || hostname !== undefined || sshKeys.length > 0;
}
