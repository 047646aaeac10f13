"""What things are: the records every other folder speaks of. Pure; imports nothing of ours."""
