/** Of one source. */
export interface Patience {
  /** From its first request on. */
  readonly budgetMs: number;
  /** The first request comes within this window, at a place of its own for each machine. */
  readonly spreadMs: number;
  /** Longest wait after the first failure; doubled after each other one. */
  readonly firstWaitMs: number;
}

/** The service of a hypervisor or a rack: where the machine is known to be there, it may still be starting. */
export const near: Patience = { budgetMs: 60_000, spreadMs: 0, firstWaitMs: 250 };
/** Named, but nothing of the machine says that it is there. */
export const unlikely: Patience = { budgetMs: 10_000, spreadMs: 0, firstWaitMs: 250 };
/** As above, and the machine says that it is in another cloud, which is asked as well. */
export const elsewhere: Patience = { budgetMs: 1_000, spreadMs: 0, firstWaitMs: 250 };
/** One server for a whole fleet, which may start all at once when the power comes back. */
export const far: Patience = { budgetMs: 600_000, spreadMs: 5_000, firstWaitMs: 4_000 };

/** Longest budget where an earlier start has learned what then counts: a service that is away keeps nobody from starting. */
export const rememberedMs = 15_000;

const mostMs = 20_000;

/**
 * Wait before the next try: doubled each time, jittered from half to the whole, unless the server wishes longer.
 * Undefined when the time would be over. Pure.
 * @param attempt tries that have failed, from 1
 * @param random in [0, 1)
 */
export function waitBeforeNext(given: {
  readonly attempt: number;
  readonly firstWaitMs: number;
  readonly leftMs: number;
  readonly afterMs: number | undefined;
  readonly random: number;
}): number | undefined {
  const { attempt, firstWaitMs, leftMs, afterMs = 0, random } = given;
  const limit = Math.min(mostMs, firstWaitMs * 2 ** Math.min(attempt - 1, 20));
  // Those who were told the same moment must not all come then.
  const waitMs = Math.round(Math.max(afterMs, limit / 2) + (limit / 2) * random);
  return waitMs < leftMs ? waitMs : undefined;
}
