import { Button, Tooltip, type ButtonProps } from '@mantine/core';

interface ActButtonProps extends ButtonProps {
  /** Why it is disabled; null if it is not. */
  refusal: string | null;
  type?: 'button' | 'submit';
  'aria-label'?: string;
  'aria-describedby'?: string;
  onClick?: () => void;
}

/** A button that stays visible and focusable while disabled, and explains why. */
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
