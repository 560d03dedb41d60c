"""The actor network: who listens to whom, how much, and what that makes of each actor."""
