"""How text is made: prompts, generators, the request journal. The only folder that knows openai and vllm."""
