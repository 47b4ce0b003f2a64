import { useEffect, useState } from 'react';
import type { BranchDifference } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { door } from '../store/door.ts';

interface CompareProps {
  readonly branch: number;
  /** The names of the current branch, and of the other one. */
  readonly here: string;
  readonly there: string;
  readonly onClose: () => void;
}

/** Asks until the worker has made both ends again. */
function useDifferences(branch: number): readonly BranchDifference[] | undefined {
  const [differences, setDifferences] = useState<readonly BranchDifference[] | undefined>();
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      let answer: readonly BranchDifference[] | undefined;
      while (wanted && answer === undefined) answer = await door()?.compareBranch(branch);
      if (wanted) setDifferences(answer);
    };
    ask().catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [branch]);
  return differences;
}

function Row({
  difference,
  here,
  there,
}: { readonly difference: BranchDifference } & Pick<CompareProps, 'here' | 'there'>) {
  const { host, what, name } = difference;
  return (
    <tr>
      <th scope="row">
        {t(`compare.${what}`, { name })}
        <small>{host}</small>
      </th>
      <td data-side={here}>{difference.here ?? <em>{t('compare.absent')}</em>}</td>
      <td data-side={there}>{difference.there ?? <em>{t('compare.absent')}</em>}</td>
    </tr>
  );
}

/** What differs between the ends of the current branch and another. */
export default function Compare({ branch, here, there, onClose }: CompareProps) {
  const differences = useDifferences(branch);
  return (
    <Sheet title={t('compare.title')} description={t('compare.sides', { a: here, b: there })} wide onClose={onClose}>
      {differences === undefined && <p role="status">{t('compare.making')}</p>}
      {differences?.length === 0 && <p role="status">{t('compare.same')}</p>}
      {differences !== undefined && differences.length > 0 && (
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">{t('compare.what')}</th>
              <th scope="col">{here}</th>
              <th scope="col">{there}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((one) => (
              <Row key={`${one.host} ${one.what} ${one.name}`} difference={one} here={here} there={there} />
            ))}
          </tbody>
        </table>
      )}
    </Sheet>
  );
}
