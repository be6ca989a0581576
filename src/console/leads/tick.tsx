import { useEffect, useRef } from 'react';
import classes from './tick.module.css';

interface TickProps {
  readonly label: string;
  readonly isTicked: boolean;
  /** Some of what it stands for is chosen. */
  readonly isPartly?: boolean;
  readonly onTick: (isWithShift: boolean) => void;
}

/** A checkbox whose whole cell can be clicked. Space works as a click does, with Shift, too. */
export function Tick({ label, isTicked, isPartly = false, onTick }: TickProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartly;
  }, [isPartly]);
  return (
    <label className={classes.cell}>
      <input
        ref={box}
        type="checkbox"
        className={classes.box}
        aria-label={label}
        checked={isTicked}
        onChange={({ nativeEvent }) => onTick((nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  );
}
