import { Button, Tooltip, type ButtonProps } from '@mantine/core';

interface ActButtonProps extends ButtonProps {
  /** Why it cannot be done; null = it can. */
  refusal: string | null;
  type?: 'button' | 'submit';
  'aria-label'?: string;
  'aria-describedby'?: string;
  onClick?: () => void;
}

/** A button that stays to be seen, and to be reached by Tab, when it cannot be used, and says why. */
export function ActButton({ refusal, onClick, type = 'button', ...props }: ActButtonProps) {
  const off = refusal !== null;
  return (
    <Tooltip label={refusal} disabled={!off}>
      <Button
        size="xs"
        variant="default"
        {...props}
        type={off ? 'button' : type}
        aria-disabled={off}
        {...(off && { 'data-disabled': true, disabled: false })}
        onClick={() => !off && onClick?.()}
      />
    </Tooltip>
  );
}
