import type { Asker, Question } from '../../src/effects/ask.ts';

export interface Answers extends Asker {
  /** What was asked, in order. */
  readonly asked: readonly string[];
}

/**
 * A person who knows what to say before the question comes: texts are typed, and a choice is made by a part of its name.
 * @throws for an answer that is not taken, and for a question that nobody has an answer to
 */
export function answers(...given: readonly string[]): Answers {
  const asked: string[] = [];
  const next = (message: string) => {
    asked.push(message);
    const answer = given[asked.length - 1];
    if (answer === undefined) {
      throw new Error(`nobody has an answer to: ${message}`);
    }
    return answer;
  };
  const typed = async ({ message, check }: Question) => {
    const answer = next(message);
    const reason = check?.(answer);
    if (reason !== undefined) {
      throw new Error(`${message}: ${reason}`);
    }
    return answer;
  };

  return {
    asked,
    text: typed,
    secret: typed,
    async choose(message, choices) {
      const answer = next(message);
      const chosen = choices.find(({ name }) => name.includes(answer));
      if (chosen === undefined) {
        throw new Error(
          `${message} has no ${answer}: ${choices.map(({ name }) => name).join(', ')}`,
        );
      }
      return chosen.value;
    },
  };
}
