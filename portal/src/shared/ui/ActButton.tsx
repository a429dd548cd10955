import { Button, Tooltip, type ButtonProps } from '@mantine/core';

interface ActButtonProps extends ButtonProps {
  /** Why it is disabled; null if it is not. */
  disabledReason: string | null;
  type?: 'button' | 'submit';
  'aria-label'?: string;
  'aria-describedby'?: string;
  onClick?: () => void;
}

/** A button that stays visible and focusable while disabled, and explains why. */
export function ActButton({ disabledReason, onClick, type = 'button', ...props }: ActButtonProps) {
  const off = disabledReason !== null;
  return (
    <Tooltip label={disabledReason} disabled={!off}>
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
