from locust import HttpUser, task, constant
class Visitor(HttpUser):
    wait_time = constant(0.02)
    @task(3)
    def index(self): self.client.get("/index")
    @task
    def search(self): self.client.get("/search?a=1", name='/search, "quoted" [a,b]')
    @task
    def sometimes(self): self.client.post("/fail", json={"x": 1})
