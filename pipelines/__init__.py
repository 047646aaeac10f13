"""How a paradigm is composed of stages and filters, and the engine that runs any of them."""
