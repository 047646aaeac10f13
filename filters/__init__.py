"""What is kept: one file per filter. The only folder that knows scikit-learn and math-verify."""
