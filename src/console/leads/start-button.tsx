import { Button } from '@mantine/core';
import { TypeName } from '../jobs/type-name.js';
import type { OperationType } from '../start/operation-types-query.js';
import { useStartWords } from '../start/start-words.js';

interface StartButtonProps {
  readonly operation: OperationType;
  readonly onStart: () => void;
}

export function StartButton({ operation, onStart }: StartButtonProps) {
  const { color } = useStartWords(operation);
  return (
    <Button color={color} onClick={onStart}>
      <TypeName type={operation.type} />
    </Button>
  );
}
