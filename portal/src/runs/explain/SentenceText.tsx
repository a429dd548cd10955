import { RunLink } from '../RunLink.tsx';
import type { Sentence } from './sentence.ts';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';

/** @param zone of the job that the sentence is about */
export function SentenceText({ sentence, zone }: { sentence: Sentence; zone?: string | undefined }) {
  return sentence.map((part, index) => {
    if (typeof part === 'string') return part;
    // The parts of a sentence keep their places.
    return 'at' in part ? (
      <JobInstant key={index} at={part.at} zone={zone} />
    ) : (
      <RunLink key={index} executionId={part.executionId}>
        {part.words}
      </RunLink>
    );
  });
}
